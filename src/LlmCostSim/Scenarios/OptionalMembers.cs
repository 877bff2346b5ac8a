using System.Text.Json;

namespace LlmCostSim.Scenarios;

/// <summary>Writes members that are left out at their usual value.</summary>
internal static class OptionalMembers
{
    /// <summary>A number where it is known.</summary>
    public static void WriteKnown(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    /// <summary>A whole number that is not 0.</summary>
    public static void WriteNonZero(this Utf8JsonWriter writer, string name, int value)
    {
        if (value != 0)
        {
            writer.WriteNumber(name, value);
        }
    }

    /// <summary>A switch that is on.</summary>
    public static void WriteTrue(this Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, value);
        }
    }

    /// <summary>A text that is not empty.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteString(name, text);
        }
    }
}
