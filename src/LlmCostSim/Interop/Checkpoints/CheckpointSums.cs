namespace LlmCostSim.Interop;

/// <summary>Adds up the tensors of a checkpoint.</summary>
internal static class CheckpointSums
{
    public static ImportedCheckpoint Of(IReadOnlyList<StoredTensor> tensors, long parameters, int files)
    {
        var formats = new SortedDictionary<string, ImportedFormat>(StringComparer.Ordinal);
        long bytes = 0;
        foreach (StoredTensor tensor in tensors)
        {
            ImportedFormat sum = formats.GetValueOrDefault(tensor.Format) ?? new ImportedFormat(tensor.Format, 0, 0, 0);
            formats[tensor.Format] = sum with
            {
                Tensors = sum.Tensors + 1,
                Elements = sum.Elements + tensor.Elements,
                Bytes = sum.Bytes + tensor.Bytes,
            };
            bytes += tensor.Bytes;
        }

        return new ImportedCheckpoint
        {
            Files = files,
            Parameters = parameters,
            WeightBytes = bytes,
            Formats = [.. formats.Values],
        };
    }
}
