using System.Globalization;

namespace LlmCostSim.Interop;

/// <summary>Puts the line before the JSON path of every place, for trees that were not read from JSON.</summary>
internal static class TreeLines
{
    public static ImportResult Apply(ImportResult result, IReadOnlyDictionary<string, int>? lines) =>
        lines is null
            ? result
            : result with
            {
                Members = [.. result.Members.Select(m => m with { Place = Place(m.Place, lines) })],
                Warnings = [.. result.Warnings.Select(p => p with { Path = Place(p.Path, lines) })],
                Errors = [.. result.Errors.Select(p => p with { Path = Place(p.Path, lines) })],
            };

    // A member that is missing has the line of the object that lacks it.
    private static string Place(string path, IReadOnlyDictionary<string, int> lines)
    {
        for (string outer = path; outer.Length > 0; outer = outer[..Math.Max(0, outer.LastIndexOfAny(['.', '[']))])
        {
            if (lines.TryGetValue(outer, out int line))
            {
                return string.Create(CultureInfo.InvariantCulture, $"line {line}: {path}");
            }
        }

        return path;
    }
}
