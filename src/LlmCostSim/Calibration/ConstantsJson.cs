using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants as the JSON that ships.</summary>
internal static class ConstantsJson
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Four digits: more than the errors support, few enough to read.</summary>
    public static double Rounded(double value) =>
        double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A constant, rounded.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Rounded(value));

    /// <summary>A constant that may be open.</summary>
    public static void Optional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            Number(json, name, known);
        }
    }

    /// <summary>A constant, unless it has the value that stands where the file has none.</summary>
    public static void Unless(double absent, Utf8JsonWriter json, string name, double value)
    {
        if (value != absent)
        {
            Number(json, name, value);
        }
    }

    /// <summary>Writes a file of one object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the object's members.</param>
    public static void Save(string path, Action<Utf8JsonWriter> write) => File.WriteAllText(path, ToText(write));

    /// <summary>The text of such a file.</summary>
    /// <param name="write">Writes the object's members.</param>
    public static string ToText(Action<Utf8JsonWriter> write) =>
        Text(json =>
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        });

    /// <summary>The text of a file that was read, changed and is written again.</summary>
    public static string ToText(JsonNode file) => Text(json => file.WriteTo(json));

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
