using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>Reads one software stack from its JSON.</summary>
internal static class StackReader
{
    public static SoftwareStack Read(FactReader facts) => new()
    {
        Id = facts.Text("id"),
        Aliases = facts.Texts("aliases"),
        Origin = facts.Text("origin"),
        Fusion = facts.Flags<KernelFusion>("fusion"),
        Formats = facts.OptionalObject("formats") is { } formats ? StateFormats.From(formats) : new StateFormats(),
        GemmLibrary = facts.Text("gemmLibrary"),
        AttentionLibrary = facts.Text("attentionLibrary"),
        CollectiveLibrary = facts.Text("collectiveLibrary"),
        KernelLaunch = Duration.FromMicroseconds(facts.Number("kernelLaunchMicroseconds")),
        StepOverhead = Duration.FromMilliseconds(facts.Number("stepOverheadMilliseconds")),
        Training = facts.OptionalObject("training") is { } training ? TrainingPace.From(training) : new TrainingPace(),
        OptimizerExtraBytes = facts.Number("optimizerExtraBytes"),
        Memory = facts.OptionalObject("memory") is { } memory ? Memory(memory) : new MemoryConstants(),
        ContextMemory = Bytes.FromMiB(facts.Number("contextMemoryMiB")),
        CommunicatorMemory = Bytes.FromMiB(facts.Number("communicatorMemoryMiB")),
    };

    private static MemoryConstants Memory(FactReader facts)
    {
        var usual = new MemoryConstants();
        var constants = new MemoryConstants
        {
            Retention = facts.Flags<TensorRetention>("retention"),
            LossBytesPerLogit = facts.OptionalNumber("lossBytesPerLogit") ?? usual.LossBytesPerLogit,
            LossParallelBytesPerLogit = facts.OptionalNumber("lossParallelBytesPerLogit") ?? usual.LossParallelBytesPerLogit,
            HeadBytesPerLogit = facts.OptionalNumber("headBytesPerLogit") ?? usual.HeadBytesPerLogit,
            HeldBytesPerLogit = facts.OptionalNumber("heldBytesPerLogit") ?? usual.HeldBytesPerLogit,
            LossChunkTokens = facts.OptionalNumber("lossChunkTokens") ?? usual.LossChunkTokens,
            LossChunkBytesPerLogit = facts.OptionalNumber("lossChunkBytesPerLogit") ?? usual.LossChunkBytesPerLogit,
            DequantizedCopies = facts.OptionalNumber("dequantizedCopies") ?? usual.DequantizedCopies,
            OptimizerTemporaryBytes = facts.OptionalNumber("optimizerTemporaryBytes") ?? usual.OptimizerTemporaryBytes,
            Fragmentation = facts.OptionalNumber("fragmentation") ?? usual.Fragmentation,
            ReductionCopyBytes = facts.OptionalNumber("reductionCopyBytes") ?? usual.ReductionCopyBytes,
            GatheredLayers = facts.OptionalNumber("gatheredLayers") ?? usual.GatheredLayers,
            GatherBufferElements = facts.OptionalNumber("gatherBufferElements") ?? usual.GatherBufferElements,
            ReduceBufferElements = facts.OptionalNumber("reduceBufferElements") ?? usual.ReduceBufferElements,
        };
        _ = facts.OptionalText("origin");
        facts.Complete();
        return constants;
    }
}
