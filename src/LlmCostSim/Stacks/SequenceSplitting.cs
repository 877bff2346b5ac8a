namespace LlmCostSim.Stacks;

/// <summary>How a decode kernel splits the keys of a sequence over blocks.</summary>
internal enum SequenceSplitting
{
    /// <summary>Into as many parts as fill the SMs once, where that is faster than whole sequences (flash decoding).</summary>
    OneWave,

    /// <summary>Always, into parts of few keys, in up to so many waves as planned (TensorRT-LLM's XQA: computeMultiBlockCount).</summary>
    ManyWaves,

    /// <summary>
    /// Blocks as wide as an SM where there are fewer streams than SMs, each stream in SMs/streams parts, rounded up; two blocks on an SM,
    /// then as many as fit, where there are more (TensorRT-LLM's masked multi-head attention: mmha_launch_kernel_ex, getMaxNumSeqLenTile).
    /// </summary>
    WideBlocks,
}
