using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes attention constants as the JSON that ships in <c>Hardware/Data/kernels</c> and <c>Stacks/Data</c>.</summary>
internal static class AttentionConstantsWriter
{
    /// <summary>The members of <c>&lt;chip&gt;.attention.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="constants">The constants of one chip.</param>
    public static void Hardware(Utf8JsonWriter json, AttentionConstants constants)
    {
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", constants.Origin);
        FitJson.Number(json, "memoryEfficiency", constants.MemoryEfficiency);
        FitJson.Number(json, "l2ResidentShare", constants.L2ResidentShare);
        FitJson.Number(json, "l2BandwidthRatio", constants.L2BandwidthRatio);
        FitJson.Number(json, "exponentialsPerClock", constants.ExponentialsPerClock);
        FitJson.Unless(1, json, "arithmeticShare", constants.ArithmeticShare);
        FitJson.Unless(1, json, "decodeShare", constants.DecodeShare);
        FitJson.Number(json, "softmaxExposure", constants.SoftmaxExposure);
        FitJson.Number(json, "prefillWaveShare", constants.PrefillWaveShare);
        FitJson.Number(json, "prefillExposure", constants.PrefillExposure);
        FitJson.Number(json, "decodeCombineMicroseconds", constants.DecodeCombineSeconds * 1e6);
    }

    /// <summary>The members of <c>attention-libraries.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="libraries">The libraries, in the order they are to stand.</param>
    public static void Libraries(Utf8JsonWriter json, IEnumerable<AttentionLibraryConstants> libraries)
    {
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

            FitJson.Unless(0, json, "backwardEfficiency", library.BackwardEfficiency);
            json.WriteEndObject();
        }

        json.WriteEndArray();
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
        FitJson.Unless(0, json, "smallQueryTile", prefill.SmallQueryTile);
        json.WriteNumber("keyTile", prefill.KeyTile);
        json.WriteString("packing", JsonNamingPolicy.CamelCase.ConvertName(prefill.Packing.ToString()));
        if (!prefill.SkipsMaskedTiles)
        {
            json.WriteBoolean("skipsMaskedTiles", false);
        }

        foreach (AttentionParameter<AttentionPrefillConstants> parameter in AttentionParameters.Prefill)
        {
            FitJson.Unless(0, json, parameter.Name, parameter.Get(prefill));
        }

        json.WriteEndObject();
    }

    // What a library that runs another one's decode kernel does differently: how often it reads keys and values.
    private static void Overrides(Utf8JsonWriter json, AttentionDecodeConstants own, AttentionDecodeConstants other)
    {
        FitJson.Unless(other.KeyValueReads, json, "keyValueReads", own.KeyValueReads);
        FitJson.Unless(other.EightBitKeyValueReads, json, "eightBitKeyValueReads", own.EightBitKeyValueReads);
        FitJson.Unless(other.EightBitLeastGroup, json, "eightBitLeastGroup", own.EightBitLeastGroup);
        FitJson.Unless(other.SharedQueryHeads, json, "sharedQueryHeads", own.SharedQueryHeads);
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
        FitJson.Unless(0, json, "maximumSplits", decode.MaximumSplits);
        FitJson.Unless(0, json, "scheduledSequences", decode.ScheduledSequences);
        json.WriteNumber("blocksPerSm", decode.BlocksPerSm);
        FitJson.Unless(0, json, "plannedBlocksPerSm", decode.PlannedBlocksPerSm);
        FitJson.Unless(0, json, "plannedContext", decode.PlannedContext);
        if (decode.WavesInStep)
        {
            json.WriteBoolean("wavesInStep", true);
        }

        FitJson.Unless(0, json, "leastKeys", decode.LeastKeys);
        FitJson.Unless(0, json, "linearSplits", double.IsFinite(decode.LinearSplits) ? decode.LinearSplits : 0);
        FitJson.Unless(0, json, "fewestBlocksPerSm", decode.FewestBlocksPerSm);
        FitJson.Unless(0, json, "passKeys", decode.PassKeys);
        FitJson.Unless(int.MaxValue, json, "sharedQueryHeads", decode.SharedQueryHeads);
        FitJson.Unless(0, json, "windowTile", decode.WindowTile);
        FitJson.Unless(1, json, "keyValueReads", decode.KeyValueReads);
        FitJson.Unless(0, json, "eightBitKeyValueReads", decode.EightBitKeyValueReads);
        FitJson.Unless(0, json, "eightBitLeastGroup", decode.EightBitLeastGroup);
        FitJson.Unless(1, json, "eightBitArithmetic", decode.EightBitArithmetic);
        foreach (AttentionParameter<AttentionDecodeConstants> parameter in AttentionParameters.Decode)
        {
            FitJson.Unless(0, json, parameter.Name, parameter.Get(decode));
        }

        json.WriteEndObject();
    }
}
