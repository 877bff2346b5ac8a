using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>
/// Reads one software stack from its JSON. Its <c>training</c> and its <c>memory</c> may each name, as their <c>base</c>, a shipped stack
/// whose constants count where they state none.
/// </summary>
internal static class StackReader
{
    private const string Folder = "Stacks/Data/stacks/";

    /// <summary>Names of the shipped stacks' files.</summary>
    public static IReadOnlyList<string> Files => EmbeddedData.NamesUnder(Folder);

    public static SoftwareStack Read(FactReader facts) =>
        new()
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
            Training = Section(facts, "training", TrainingPace.From) ?? new TrainingPace(),
            OptimizerExtraBytes = facts.Number("optimizerExtraBytes"),
            Memory = Section(facts, "memory", Memory) ?? new MemoryConstants(),
            ContextMemory = Bytes.FromMiB(facts.Number("contextMemoryMiB")),
            CommunicatorMemory = Bytes.FromMiB(facts.Number("communicatorMemoryMiB")),
        };

    private static T? Section<T>(FactReader stack, string member, Func<FactReader, T> read)
        where T : class
    {
        if (stack.OptionalObject(member) is not { } section)
        {
            return null;
        }

        if (section.OptionalText("base") is not { } id)
        {
            return read(section);
        }

        var name = $"{Folder}{id}.json";
        using var file = EmbeddedData.Exists(name)
            ? EmbeddedData.Parse(name)
            : throw new FormatException($"{section.Path}.base: no shipped stack is called '{id}'");
        return read(section.Over(new FactReader(file.RootElement, id).Object(member)));
    }

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
