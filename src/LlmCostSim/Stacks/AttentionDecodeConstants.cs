using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>What a library's decode attention kernel is: its structure, as its source has it, and its measured constants.</summary>
internal sealed record AttentionDecodeConstants
{
    /// <summary>How it splits sequences.</summary>
    public SequenceSplitting Splitting { get; init; }

    /// <summary>Keys one step of a block works on; contexts are rounded up to it.</summary>
    public required int KeyTile { get; init; }

    /// <summary>
    /// Most blocks over which the library splits a sequence (flash decoding), each at least one tile of keys; 1: it never splits; 0: no
    /// limit but the SMs. 32 for vLLM's FlashAttention-3 under CUDA graphs (its flash_attn_max_num_splits_for_cuda_graph).
    /// </summary>
    public int MaximumSplits { get; init; }

    /// <summary>
    /// Most sequences for which a kernel of its own prepares the order of the blocks; larger batches do without. 0: no limit. 992 for
    /// FlashAttention-3 (32 warps of 31 sequences in prepare_varlen_num_blocks).
    /// </summary>
    public int ScheduledSequences { get; init; }

    /// <summary>Blocks that fit on one SM at a time.</summary>
    public required int BlocksPerSm { get; init; }

    /// <summary>Blocks per SM for which the library plans its splits; 0: as many as fit (<see cref="BlocksPerSm"/>).</summary>
    public int PlannedBlocksPerSm { get; init; }

    /// <summary>
    /// Context for which the library plans its splits where the sequences are shorter: the width of its page table, since the host does not
    /// know their lengths. 0: their own length.
    /// </summary>
    public int PlannedContext { get; init; }

    /// <summary>
    /// Whether the blocks of a wave end together, so that a last wave of few blocks reads alone; otherwise blocks drift apart and only all
    /// of them together share the memory.
    /// </summary>
    public bool WavesInStep { get; init; }

    /// <summary>
    /// Fewest keys in which a block is planned: 128 in TensorRT-LLM's XQA (kMinHistoryTokensPerBlock), 512 in its masked multi-head
    /// attention (one loop of 1,024 threads). 0: a tile.
    /// </summary>
    public int LeastKeys { get; init; }

    /// <summary>
    /// Splits up to which their number grows with the keys; beyond, with their root: 8 in TensorRT-LLM's XQA (computeMultiBlockCount). 0:
    /// no such limit.
    /// </summary>
    public double LinearSplits { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Fewest blocks per SM for which a library with a multi-head kernel takes this one for grouped queries: 0.25 in TensorRT-LLM
    /// (kEnableMinBlockFactor 4). 0: always.
    /// </summary>
    public double FewestBlocksPerSm { get; init; }

    /// <summary>
    /// Keys that the threads of an SM take at once; only blocks with more of them enter the loop (<see cref="LoopSeconds"/>). 64 in
    /// TensorRT-LLM's masked multi-head attention: 1,024 threads, 16 a key.
    /// </summary>
    public int PassKeys { get; init; }

    /// <summary>
    /// Most query heads that share one read of their keys and values; larger groups read them again, each head for itself where the library
    /// has a multi-head kernel. 1 for kernels from before grouped-query support.
    /// </summary>
    public int SharedQueryHeads { get; init; } = int.MaxValue;

    /// <summary>
    /// How often the keys and values of a group of query heads are read, at most once for each head: 1 for kernels that share them, the
    /// group for those from before grouped-query support, between for those that share them in part.
    /// </summary>
    public double KeyValueReads { get; init; } = 1;

    /// <summary>The same for 8-bit caches; 0: as <see cref="KeyValueReads"/>.</summary>
    public double EightBitKeyValueReads { get; init; }

    /// <summary>
    /// Fewest query heads per key-value head that share reads of an 8-bit cache; smaller groups read it once for each head.
    /// </summary>
    public int EightBitLeastGroup { get; init; }

    /// <summary>Keys read beyond a sliding window, from rounding to tiles or pages.</summary>
    public int WindowTile { get; init; }

    /// <summary>Seconds from launch to result of the smallest call, all kernels of the call together.</summary>
    public required double LaunchSeconds { get; init; }

    /// <summary>Seconds of quantising the queries before attention on an 8-bit cache; 0 where the kernel takes 16-bit ones.</summary>
    public double EightBitLaunchSeconds { get; init; }

    /// <summary>Seconds of a block besides its keys.</summary>
    public required double BlockSeconds { get; init; }

    /// <summary>Seconds it takes a block longer that has more keys than its threads take at once; 0 where that is no matter.</summary>
    public double LoopSeconds { get; init; }

    /// <summary>
    /// Bytes a second that one block streams of a 16-bit cache, limited by its loads in flight; of an 8-bit cache as many keys; 0 where
    /// arithmetic limits it first.
    /// </summary>
    public double StreamBytesPerSecond { get; init; }

    /// <summary>
    /// How many times that rate a block streams that has its SM to itself, at most <see cref="BlocksPerSm"/>; 0 or 1: no faster.
    /// </summary>
    public double AloneSpeedup { get; init; }

    /// <summary>
    /// Share of an SM's 16-bit peak that a block's matrix multiplies reach on queries padded to 16 rows, 0–1; 0 where they never limit.
    /// </summary>
    public double Efficiency { get; init; }

    /// <summary>
    /// Rate of multiplies on an 8-bit cache over that on a 16-bit one: 2 where the kernel multiplies in 8 bits, 1 where it converts first.
    /// </summary>
    public double EightBitArithmetic { get; init; } = 1;

    /// <summary>
    /// Seconds until a block's loads and its arithmetic, and the blocks and the memory, run beside each other; what is shorter than the
    /// other hides but for these.
    /// </summary>
    public double FillSeconds { get; init; }

    /// <summary>Seconds of combining the splits; 0: as <see cref="Hardware.AttentionConstants.DecodeCombineSeconds"/>.</summary>
    public double CombineSeconds { get; init; }

    /// <summary>Seconds for each sequence of the batch beside the attention: page tables, cache writing, scheduling.</summary>
    public double SequenceSeconds { get; init; }

    /// <summary>
    /// Seconds of copies that regroup queries when groups, sequences and key-value heads are all several; 0 for modern kernels.
    /// </summary>
    public double RegroupSeconds { get; init; }

    internal static AttentionDecodeConstants Read(FactReader facts)
    {
        var constants = new AttentionDecodeConstants
        {
            Splitting = facts.OptionalText("splitting") is null ? SequenceSplitting.OneWave : facts.Choice<SequenceSplitting>("splitting"),
            KeyTile = facts.Integer("keyTile"),
            MaximumSplits = facts.OptionalInteger("maximumSplits") ?? 0,
            ScheduledSequences = facts.OptionalInteger("scheduledSequences") ?? 0,
            BlocksPerSm = facts.Integer("blocksPerSm"),
            PlannedBlocksPerSm = facts.OptionalInteger("plannedBlocksPerSm") ?? 0,
            PlannedContext = facts.OptionalInteger("plannedContext") ?? 0,
            WavesInStep = facts.Flag("wavesInStep", absent: false),
            LeastKeys = facts.OptionalInteger("leastKeys") ?? 0,
            LinearSplits = facts.OptionalNumber("linearSplits") ?? double.PositiveInfinity,
            FewestBlocksPerSm = facts.OptionalNumber("fewestBlocksPerSm") ?? 0,
            PassKeys = facts.OptionalInteger("passKeys") ?? 0,
            SharedQueryHeads = facts.OptionalInteger("sharedQueryHeads") ?? int.MaxValue,
            KeyValueReads = facts.OptionalNumber("keyValueReads") ?? 1,
            WindowTile = facts.OptionalInteger("windowTile") ?? 0,
            LaunchSeconds = facts.Positive("launchMicroseconds") * 1e-6,
            EightBitLaunchSeconds = (facts.OptionalNumber("eightBitLaunchMicroseconds") ?? 0) * 1e-6,
            BlockSeconds = facts.Number("blockMicroseconds") * 1e-6,
            LoopSeconds = (facts.OptionalNumber("loopMicroseconds") ?? 0) * 1e-6,
            StreamBytesPerSecond = (facts.OptionalNumber("streamGBps") ?? 0) * 1e9,
            AloneSpeedup = facts.OptionalNumber("aloneSpeedup") ?? 0,
            Efficiency = facts.OptionalNumber("efficiency") ?? 0,
            EightBitArithmetic = facts.OptionalNumber("eightBitArithmetic") ?? 1,
            FillSeconds = (facts.OptionalNumber("fillMicroseconds") ?? 0) * 1e-6,
            CombineSeconds = (facts.OptionalNumber("combineMicroseconds") ?? 0) * 1e-6,
            SequenceSeconds = (facts.OptionalNumber("sequenceNanoseconds") ?? 0) * 1e-9,
            RegroupSeconds = (facts.OptionalNumber("regroupMicroseconds") ?? 0) * 1e-6,
        };
        facts.Complete();
        return constants;
    }
}
