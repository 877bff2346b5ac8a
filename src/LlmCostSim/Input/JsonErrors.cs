using System.Globalization;
using System.Text.Json;

namespace LlmCostSim.Input;

/// <summary>What the parser says about a text that is not JSON.</summary>
internal static class JsonErrors
{
    /// <summary>Line and column, from 1.</summary>
    public static string Place(JsonException exception) =>
        exception.LineNumber is { } line
            ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, column {(exception.BytePositionInLine ?? 0) + 1}")
            : "$";

    /// <summary>The message without the position that ends it.</summary>
    public static string Brief(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end > 0 ? exception.Message[..end] : exception.Message).TrimEnd();
    }
}
