using System.Globalization;

namespace LlmCostSim.Stacks;

/// <summary>
/// Versions of engines as numbers that can be compared: <c>0.8.0</c> is 0.008, <c>0.17</c> is 0.017, <c>1.0.0rc3</c> is 1; what is no
/// version is 0.
/// </summary>
internal static class VersionNumber
{
    public static double Of(string version)
    {
        var parts = version.Split('.');
        return Part(parts, 0) + (Part(parts, 1) / 1000);
    }

    private static double Part(string[] parts, int index)
    {
        var digits = index < parts.Length ? parts[index].TakeWhile(char.IsAsciiDigit).Count() : 0;
        return digits > 0 && double.TryParse(parts[index].AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;
    }
}
