using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmCostSim.Facts;
using LlmCostSim.Scenarios;
using LlmCostSim.Statistics;

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
    public static void Numbers(Utf8JsonWriter writer, string name, IEnumerable<double> values) =>
        List(writer, name, values, static (json, value) => json.WriteNumberValue(value));

    /// <summary>Writes the members of errors, as fractions.</summary>
    public static void Errors(Utf8JsonWriter writer, in ErrorStatistics errors)
    {
        writer.WriteNumber("mape", errors.Mape);
        writer.WriteNumber("median", errors.Median);
        writer.WriteNumber("p90", errors.P90);
        writer.WriteNumber("bias", errors.Bias);
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

    /// <summary>Writes a list of values.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">Name of the list.</param>
    /// <param name="items">What is in it.</param>
    /// <param name="write">Writes one as a value.</param>
    public static void List<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes a list of objects.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">Name of the list.</param>
    /// <param name="items">What is in it.</param>
    /// <param name="members">Writes the members of one.</param>
    public static void Objects<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> members) =>
        List(
            writer,
            name,
            items,
            (json, item) =>
            {
                json.WriteStartObject();
                members(json, item);
                json.WriteEndObject();
            }
        );

    /// <summary>Writes a list of texts.</summary>
    public static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes where facts are from.</summary>
    public static void Sources(Utf8JsonWriter writer, IReadOnlyList<FactSource> sources) =>
        Objects(
            writer,
            "sources",
            sources,
            static (json, source) =>
            {
                Strings(json, "facts", source.Facts);
                json.WriteString("source", source.Source);
            }
        );

    /// <summary>Writes the facts that no source confirms.</summary>
    public static void Unverified(Utf8JsonWriter writer, IReadOnlyList<UnverifiedFact> facts) =>
        Objects(
            writer,
            "unverified",
            facts,
            static (json, fact) =>
            {
                json.WriteString("fact", fact.Fact);
                json.WriteString("reason", fact.Reason);
                json.WriteString("basis", fact.Basis);
            }
        );

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
