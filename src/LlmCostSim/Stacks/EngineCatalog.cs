using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>The inference engines that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class EngineCatalog : Catalog<InferenceEngine>
{
    private const string Folder = "Stacks/Data/engines/";

    private EngineCatalog(ShippedIndex<InferenceEngine> index)
        : base(index, "inference engine") { }

    /// <summary>The engines that ship with the library.</summary>
    public static EngineCatalog Default { get; } =
        new(
            new ShippedIndex<InferenceEngine>(
                () => EmbeddedData.NamesUnder(Folder).Select(name => EmbeddedData.Read(name, Read)),
                engine => engine.Id,
                engine => engine.Aliases
            )
        );

    /// <summary>All engines.</summary>
    public IReadOnlyList<InferenceEngine> Engines => Index.All.Items;

    /// <summary>The entry of a family that stands for a version: the latest that is not newer.</summary>
    /// <param name="family">Name of the engine, such as <c>tensorrt-llm</c>.</param>
    /// <param name="version">Version such as <c>0.8.0</c>; empty: the one that bears the family's name.</param>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public InferenceEngine ForVersion(string family, string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (Find(version.Length == 0 ? family : $"{family}-{version}") is { } exact)
        {
            return exact;
        }

        var wanted = EngineVersion.Number(version);
        InferenceEngine? best = null;
        foreach (var engine in Engines)
        {
            if (
                string.Equals(engine.Family, family, StringComparison.OrdinalIgnoreCase) && (best is null || IsNearer(engine, best, wanted))
            )
            {
                best = engine;
            }
        }

        return best ?? Get(family);
    }

    // The latest that is not newer than wanted, otherwise the oldest.
    private static bool IsNearer(InferenceEngine engine, InferenceEngine best, double wanted)
    {
        var (from, known) = (EngineVersion.Number(engine.FromVersion), EngineVersion.Number(best.FromVersion));
        return known > wanted ? from < known : from <= wanted && from > known;
    }

    /// <summary>The catalogue with one more engine, which replaces one of the same id.</summary>
    /// <param name="engine">The engine to add.</param>
    public EngineCatalog With(InferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new EngineCatalog(Index.With(engine));
    }

    private static InferenceEngine Read(FactReader facts) =>
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
