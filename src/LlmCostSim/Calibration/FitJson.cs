using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants as the JSON that ships.</summary>
internal static class FitJson
{
    /// <summary>Four digits: more than the errors support, few enough to read.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value) =>
        json.WriteNumber(name, double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>Quantiles of predicted over measured, from which prediction intervals are made.</summary>
    public static void Quantiles(Utf8JsonWriter json, IReadOnlyList<double> sortedRatios)
    {
        json.WriteStartObject("ratioQuantiles");
        Number(json, "p10", sortedRatios[sortedRatios.Count / 10]);
        Number(json, "p50", sortedRatios[sortedRatios.Count / 2]);
        Number(json, "p90", sortedRatios[sortedRatios.Count * 9 / 10]);
        json.WriteEndObject();
    }

    public static void Save(string path, Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        File.WriteAllText(path, Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }
}
