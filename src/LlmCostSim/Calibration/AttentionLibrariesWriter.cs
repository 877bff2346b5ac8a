using System.Text.Json;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes attention libraries as the JSON that ships.</summary>
internal static class AttentionLibrariesWriter
{
    /// <summary>The members of <c>attention-libraries.json</c>.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="libraries">The libraries, in the order they are to stand.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<AttentionLibraryConstants> libraries)
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

            ConstantsJson.Unless(0, json, "backwardEfficiency", library.BackwardEfficiency);
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
        ConstantsJson.Unless(0, json, "smallQueryTile", prefill.SmallQueryTile);
        json.WriteNumber("keyTile", prefill.KeyTile);
        json.WriteString("packing", JsonNamingPolicy.CamelCase.ConvertName(prefill.Packing.ToString()));
        if (!prefill.SkipsMaskedTiles)
        {
            json.WriteBoolean("skipsMaskedTiles", false);
        }

        AttentionConstantTables.Prefill.Write(json, prefill);

        json.WriteEndObject();
    }

    // What a library that runs another one's decode kernel does differently: how often it reads keys and values.
    private static void Overrides(Utf8JsonWriter json, AttentionDecodeConstants own, AttentionDecodeConstants other)
    {
        ConstantsJson.Unless(other.KeyValueReads, json, "keyValueReads", own.KeyValueReads);
        ConstantsJson.Unless(other.EightBitKeyValueReads, json, "eightBitKeyValueReads", own.EightBitKeyValueReads);
        ConstantsJson.Unless(other.EightBitLeastGroup, json, "eightBitLeastGroup", own.EightBitLeastGroup);
        ConstantsJson.Unless(other.SharedQueryHeads, json, "sharedQueryHeads", own.SharedQueryHeads);
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
        ConstantsJson.Unless(0, json, "maximumSplits", decode.MaximumSplits);
        ConstantsJson.Unless(0, json, "scheduledSequences", decode.ScheduledSequences);
        json.WriteNumber("blocksPerSm", decode.BlocksPerSm);
        ConstantsJson.Unless(0, json, "plannedBlocksPerSm", decode.PlannedBlocksPerSm);
        ConstantsJson.Unless(0, json, "plannedContext", decode.PlannedContext);
        if (decode.WavesInStep)
        {
            json.WriteBoolean("wavesInStep", true);
        }

        ConstantsJson.Unless(0, json, "leastKeys", decode.LeastKeys);
        ConstantsJson.Unless(0, json, "linearSplits", double.IsFinite(decode.LinearSplits) ? decode.LinearSplits : 0);
        ConstantsJson.Unless(0, json, "fewestBlocksPerSm", decode.FewestBlocksPerSm);
        ConstantsJson.Unless(0, json, "passKeys", decode.PassKeys);
        ConstantsJson.Unless(int.MaxValue, json, "sharedQueryHeads", decode.SharedQueryHeads);
        ConstantsJson.Unless(0, json, "windowTile", decode.WindowTile);
        ConstantsJson.Unless(1, json, "keyValueReads", decode.KeyValueReads);
        ConstantsJson.Unless(0, json, "eightBitKeyValueReads", decode.EightBitKeyValueReads);
        ConstantsJson.Unless(0, json, "eightBitLeastGroup", decode.EightBitLeastGroup);
        ConstantsJson.Unless(1, json, "eightBitArithmetic", decode.EightBitArithmetic);
        AttentionConstantTables.Decode.Write(json, decode);

        json.WriteEndObject();
    }
}
