using System.Globalization;

namespace LlmCostSim.Validation;

/// <summary>
/// Ranks known sources by how near they are to one that rows name: the source itself, then its family with the nearest version, then
/// whatever ran on the chip.
/// </summary>
internal static class SourceMatch
{
    /// <summary>The entries from the nearest to the farthest; ties keep their order.</summary>
    public static IEnumerable<T> Nearest<T>(IEnumerable<T> known, Func<T, (string Source, string Chip)> nameOf, string source, string chip)
    {
        var (family, version) = Parts(source);
        return known
            .Select(item => (item, name: nameOf(item)))
            .OrderByDescending(entry => Score(entry.name, source, family, chip))
            // Versions compare within a family only; among strangers the data's own order decides, which begins with the reference
            // libraries.
            .ThenBy(entry => Parts(entry.name.Source) is var known && known.Family == family ? Math.Abs(known.Version - version) : 0)
            .Select(entry => entry.item);
    }

    private static int Score((string Source, string Chip) known, string source, string family, string chip)
    {
        var sameFamily = Parts(known.Source).Family == family;
        var sameChip = known.Chip.Length == 0 || string.Equals(known.Chip, chip, StringComparison.OrdinalIgnoreCase);
        return (known.Source == source ? 4 : 0) + (sameFamily ? 8 : 0) + (sameChip ? 2 : 0);
    }

    // "aic-vllm-0.14.0" is version 0.14.0 of the family "aic-vllm".
    private static (string Family, double Version) Parts(string source)
    {
        var dash = source.LastIndexOf('-');
        return dash < 0 ? (source, 0) : (source[..dash], Version(source.AsSpan(dash + 1)));
    }

    private static double Version(ReadOnlySpan<char> text)
    {
        double version = 0,
            place = 1e6;
        foreach (var part in text.Split('.'))
        {
            var digits = text[part];
            var length = digits.IndexOfAnyExceptInRange('0', '9');
            if (double.TryParse(length < 0 ? digits : digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                version += place * number;
            }

            place /= 1e3;
        }

        return version;
    }
}
