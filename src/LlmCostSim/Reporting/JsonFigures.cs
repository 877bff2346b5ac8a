using System.Text.Json;

namespace LlmCostSim.Reporting;

/// <summary>
/// Writes numbers that are often whole, as bytes and counts are: those are written as integers, the same digits in a tenth of the time of
/// the shortest digits of a fraction.
/// </summary>
internal static class JsonFigures
{
    // From here on the writer's own form of a number has an exponent.
    private const double Exponents = 1e15;

    /// <summary>A number that is a member.</summary>
    public static void WriteFigure(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, double value)
    {
        if (IsWhole(value))
        {
            writer.WriteNumber(name, (long)value);
        }
        else
        {
            writer.WriteNumber(name, value);
        }
    }

    /// <summary>A number that is a member whose name is not known before.</summary>
    public static void WriteFigure(this Utf8JsonWriter writer, string name, double value)
    {
        writer.WritePropertyName(name);
        writer.WriteFigureValue(value);
    }

    /// <summary>A number of a list.</summary>
    public static void WriteFigureValue(this Utf8JsonWriter writer, double value)
    {
        if (IsWhole(value))
        {
            writer.WriteNumberValue((long)value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }

    private static bool IsWhole(double value) =>
        Math.Floor(value) == value && Math.Abs(value) < Exponents && !(value == 0 && double.IsNegative(value));
}
