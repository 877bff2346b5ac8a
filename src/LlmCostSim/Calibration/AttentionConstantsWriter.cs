using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes attention constants as the JSON that ships in <c>Hardware/Data/kernels</c> and <c>Stacks/Data</c>, with five significant digits.</summary>
internal static class AttentionConstantsWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the constants of one chip.</summary>
    /// <param name="constants">The constants.</param>
    /// <param name="output">Receives UTF-8 JSON.</param>
    public static void Write(AttentionConstants constants, Stream output)
    {
        ArgumentNullException.ThrowIfNull(constants);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", constants.Origin);
        Number(json, "memoryEfficiency", constants.MemoryEfficiency);
        Number(json, "l2ResidentShare", constants.L2ResidentShare);
        Number(json, "l2BandwidthRatio", constants.L2BandwidthRatio);
        Number(json, "exponentialsPerClock", constants.ExponentialsPerClock);
        Optional(json, "arithmeticShare", constants.ArithmeticShare == 1 ? 0 : constants.ArithmeticShare);
        Optional(json, "decodeShare", constants.DecodeShare == 1 ? 0 : constants.DecodeShare);
        Number(json, "softmaxExposure", constants.SoftmaxExposure);
        Number(json, "prefillWaveShare", constants.PrefillWaveShare);
        Number(json, "prefillExposure", constants.PrefillExposure);
        Number(json, "decodeCombineMicroseconds", constants.DecodeCombineSeconds * 1e6);
        json.WriteEndObject();
    }

    /// <summary>Writes a set of libraries.</summary>
    /// <param name="libraries">The libraries, in the order they are to stand.</param>
    /// <param name="output">Receives UTF-8 JSON.</param>
    public static void Write(IEnumerable<AttentionLibraryConstants> libraries, Stream output)
    {
        ArgumentNullException.ThrowIfNull(libraries);
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartArray("libraries");
        List<AttentionLibraryConstants> all = [.. libraries];
        foreach (AttentionLibraryConstants library in all)
        {
            json.WriteStartObject();
            Head(json, library);
            if (library.PrefillFrom is null)
            {
                Prefill(json, library.Prefill);
            }
            else
            {
                json.WriteString("prefillFrom", library.PrefillFrom);
            }

            if (library.DecodeFrom is null)
            {
                Decode(json, "decode", library.Decode);
                Decode(json, "multiHeadDecode", library.MultiHeadDecode);
            }
            else
            {
                json.WriteString("decodeFrom", library.DecodeFrom);
                Overrides(json, library.Decode!, all.First(other => other.Id == library.DecodeFrom).Decode!);
            }

            Optional(json, "backwardEfficiency", library.BackwardEfficiency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, AttentionLibraryConstants library)
    {
        json.WriteString("id", library.Id);
        json.WriteString("kernels", library.Kernels);
        json.WriteString("chip", library.Chip);
        json.WriteString("origin", library.Origin);
        if (library.Note.Length > 0)
        {
            json.WriteString("note", library.Note);
        }

        if (library.Sources.Count > 0)
        {
            json.WriteStartArray("sources");
            foreach (var source in library.Sources)
            {
                json.WriteStringValue(source);
            }

            json.WriteEndArray();
        }
    }

    private static void Prefill(Utf8JsonWriter json, AttentionPrefillConstants prefill)
    {
        json.WriteStartObject("prefill");
        json.WriteNumber("queryTile", prefill.QueryTile);
        Optional(json, "smallQueryTile", prefill.SmallQueryTile);
        json.WriteNumber("keyTile", prefill.KeyTile);
        json.WriteString("packing", JsonNamingPolicy.CamelCase.ConvertName(prefill.Packing.ToString()));
        if (!prefill.SkipsMaskedTiles)
        {
            json.WriteBoolean("skipsMaskedTiles", false);
        }

        foreach (AttentionParameter<AttentionPrefillConstants> parameter in AttentionParameters.Prefill)
        {
            Optional(json, parameter.Name, parameter.Get(prefill));
        }

        json.WriteEndObject();
    }

    // What a library that runs another one's decode kernel does differently: how often it reads keys and values.
    private static void Overrides(Utf8JsonWriter json, AttentionDecodeConstants own, AttentionDecodeConstants other)
    {
        Optional(json, "keyValueReads", own.KeyValueReads == other.KeyValueReads ? 0 : own.KeyValueReads);
        Optional(json, "eightBitKeyValueReads", own.EightBitKeyValueReads == other.EightBitKeyValueReads ? 0 : own.EightBitKeyValueReads);
        Optional(json, "eightBitLeastGroup", own.EightBitLeastGroup == other.EightBitLeastGroup ? 0 : own.EightBitLeastGroup);
        Optional(json, "sharedQueryHeads", own.SharedQueryHeads == other.SharedQueryHeads ? 0 : own.SharedQueryHeads);
    }

    private static void Decode(Utf8JsonWriter json, string name, AttentionDecodeConstants? decode)
    {
        if (decode is null)
        {
            return;
        }

        json.WriteStartObject(name);
        if (decode.Splitting != SequenceSplitting.OneWave)
        {
            json.WriteString("splitting", JsonNamingPolicy.CamelCase.ConvertName(decode.Splitting.ToString()));
        }

        json.WriteNumber("keyTile", decode.KeyTile);
        Optional(json, "maximumSplits", decode.MaximumSplits);
        Optional(json, "scheduledSequences", decode.ScheduledSequences);
        json.WriteNumber("blocksPerSm", decode.BlocksPerSm);
        Optional(json, "plannedBlocksPerSm", decode.PlannedBlocksPerSm);
        Optional(json, "plannedContext", decode.PlannedContext);
        if (decode.WavesInStep)
        {
            json.WriteBoolean("wavesInStep", true);
        }

        Optional(json, "leastKeys", decode.LeastKeys);
        Optional(json, "linearSplits", double.IsFinite(decode.LinearSplits) ? decode.LinearSplits : 0);
        Optional(json, "fewestBlocksPerSm", decode.FewestBlocksPerSm);
        Optional(json, "passKeys", decode.PassKeys);
        Optional(json, "sharedQueryHeads", decode.SharedQueryHeads == int.MaxValue ? 0 : decode.SharedQueryHeads);
        Optional(json, "windowTile", decode.WindowTile);
        Optional(json, "keyValueReads", decode.KeyValueReads == 1 ? 0 : decode.KeyValueReads);
        Optional(json, "eightBitKeyValueReads", decode.EightBitKeyValueReads);
        Optional(json, "eightBitLeastGroup", decode.EightBitLeastGroup);
        Optional(json, "eightBitArithmetic", decode.EightBitArithmetic == 1 ? 0 : decode.EightBitArithmetic);
        foreach (AttentionParameter<AttentionDecodeConstants> parameter in AttentionParameters.Decode)
        {
            Optional(json, parameter.Name, parameter.Get(decode));
        }

        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, double value)
    {
        if (value != 0)
        {
            Number(json, name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double value) =>
        json.WriteNumber(name, double.Parse(value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture));
}
