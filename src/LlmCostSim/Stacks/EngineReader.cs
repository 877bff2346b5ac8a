using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>Reads inference engines from JSON (<c>Stacks/Data/engines</c>).</summary>
internal static class EngineReader
{
    /// <summary>Reads an engine, its times in the unit that each member's name ends in; what a file leaves out has the default of <see
    /// cref="InferenceEngine"/>.</summary>
    public static InferenceEngine Read(FactReader facts) =>
        new()
        {
            Id = facts.Text("id"),
            Aliases = facts.Texts("aliases"),
            Family = facts.OptionalText("family") ?? facts.Text("id"),
            FromVersion = facts.OptionalText("fromVersion") ?? "",
            Origin = facts.Text("origin"),
            Fusion = facts.Flags<KernelFusion>("fusion"),
            GemmLibrary = facts.Text("gemmLibrary"),
            AttentionLibrary = facts.Text("attentionLibrary"),
            CollectiveLibrary = facts.Text("collectiveLibrary"),
            StepHost = Duration.FromMicroseconds(facts.Number("stepHostMicroseconds")),
            SequenceHost = Duration.FromMicroseconds(facts.Number("sequenceHostMicroseconds")),
            KernelLaunch = Duration.FromMicroseconds(facts.Number("kernelLaunchMicroseconds")),
            RequestHost = Duration.FromMicroseconds(facts.OptionalNumber("requestHostMicroseconds") ?? 0),
            RankHost = Duration.FromMicroseconds(facts.OptionalNumber("rankHostMicroseconds") ?? 0),
            TokenHost = Duration.FromMicroseconds(facts.OptionalNumber("tokenHostMicroseconds") ?? 0),
            AdmissionHost = Duration.FromMicroseconds(facts.OptionalNumber("admissionHostMicroseconds") ?? 0),
            PromptTokenHost = Duration.FromMicroseconds(facts.OptionalNumber("promptTokenHostMicroseconds") ?? 0),
            FusedQuantisation = facts.Flag("fusedQuantisation"),
            KernelGap = Duration.FromMicroseconds(facts.OptionalNumber("kernelGapMicroseconds") ?? 0),
            GemmTime = facts.OptionalNumber("gemmTime") ?? 1,
            ExpertTime = facts.OptionalNumber("expertTime") ?? 1,
            CacheFraction = facts.OptionalNumber("cacheFraction") ?? 1,
            RowTime = Duration.FromMicroseconds((facts.OptionalNumber("rowNanoseconds") ?? 0) / 1000),
            MicroBatchTokens = facts.OptionalInteger("microBatchTokens") ?? 0,
            SynchronousExpertTime = facts.OptionalNumber("synchronousExpertTime") ?? 1,
            PromptGemmTime = facts.OptionalNumber("promptGemmTime") ?? 1,
            WorkingTensors = facts.OptionalNumber("workingTensors") ?? 2,
            CollectiveWait = Duration.FromMicroseconds(facts.OptionalNumber("collectiveWaitMicroseconds") ?? 0),
            CollectiveTime = facts.OptionalNumber("collectiveTime") ?? 1,
            Batching = facts.Choice<BatchingPolicy>("batching"),
            ChunkedPrefill = facts.Flag("chunkedPrefill"),
            CacheReserve = facts.OptionalNumber("cacheReserve") ?? 1,
            WindowedCache = facts.Flag("windowedCache"),
            StoresScores = facts.Flag("storesScores"),
            CudaGraphs = facts.Flag("cudaGraphs"),
            MemoryFraction = facts.Positive("memoryFraction"),
            ReservedMemory = Bytes.FromMiB(facts.Number("reservedMemoryMiB")),
            BlockTokens = facts.Integer("blockTokens"),
            Limits = facts.List("limits", ReadLimits) is { Count: > 0 } limits
                ? limits
                : facts.Problem<IReadOnlyList<EngineLimits>>("limits", "must name at least one", [new EngineLimits()]),
            LimitsOrigin = facts.Text("limitsOrigin"),
        };

    private static EngineLimits ReadLimits(FactReader facts) =>
        new()
        {
            FromMemory = Bytes.FromGiB(facts.OptionalNumber("fromMemoryGiB") ?? 0),
            Except = facts.OptionalText("except") ?? "",
            StepTokens = facts.Integer("stepTokens"),
            WholeContext = facts.Flag("wholeContext"),
            Sequences = facts.Integer("sequences"),
        };
}
