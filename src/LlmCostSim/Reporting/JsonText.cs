using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmCostSim.Facts;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>What all JSON writers share.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Spread = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Options of a document that is read as a file or at a terminal, not embedded in a web page: signs such as ≤ stay as they are.
    /// </summary>
    /// <param name="indented">Whether it is spread over lines.</param>
    public static JsonWriterOptions Options(bool indented) => indented ? Spread : OneLine;

    /// <summary>A document as text.</summary>
    /// <param name="write">Writes its one value.</param>
    /// <param name="indented">Whether it is spread over lines.</param>
    public static string Document(Action<Utf8JsonWriter> write, bool indented = true)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options(indented)))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A document of one object as text.</summary>
    /// <param name="members">Writes its members.</param>
    /// <param name="indented">Whether it is spread over lines.</param>
    public static string Object(Action<Utf8JsonWriter> members, bool indented = true) =>
        Document(
            writer =>
            {
                writer.WriteStartObject();
                members(writer);
                writer.WriteEndObject();
            },
            indented
        );

    /// <summary>Writes a number, or null where it is not known.</summary>
    public static void NumberOrNull(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    /// <summary>Writes a list of numbers.</summary>
    public static void Numbers(Utf8JsonWriter writer, string name, IEnumerable<double> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteNumberValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the terms of a memory breakdown in bytes.</summary>
    public static void Breakdown(Utf8JsonWriter writer, IReadOnlyList<MemoryTerm> terms)
    {
        writer.WriteStartObject("breakdown");
        foreach (var (name, amount) in terms)
        {
            writer.WriteFigure(name, amount.TotalBytes);
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes a list of texts.</summary>
    public static void Strings(Utf8JsonWriter writer, string name, IReadOnlyList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes where facts are from.</summary>
    public static void Sources(Utf8JsonWriter writer, IReadOnlyList<FactSource> sources)
    {
        writer.WriteStartArray("sources");
        foreach (var source in sources)
        {
            writer.WriteStartObject();
            Strings(writer, "facts", source.Facts);
            writer.WriteString("source", source.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes the facts that no source confirms.</summary>
    public static void Unverified(Utf8JsonWriter writer, IReadOnlyList<UnverifiedFact> facts)
    {
        writer.WriteStartArray("unverified");
        foreach (var fact in facts)
        {
            writer.WriteStartObject();
            writer.WriteString("fact", fact.Fact);
            writer.WriteString("reason", fact.Reason);
            writer.WriteString("basis", fact.Basis);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes quantiles as a list of three.</summary>
    public static void Interval(Utf8JsonWriter writer, ReadOnlySpan<byte> name, in Quantiles quantiles)
    {
        writer.WriteStartArray(name);
        writer.WriteFigureValue(quantiles.P10);
        writer.WriteFigureValue(quantiles.P50);
        writer.WriteFigureValue(quantiles.P90);
        writer.WriteEndArray();
    }
}
