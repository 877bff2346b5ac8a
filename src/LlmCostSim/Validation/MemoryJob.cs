using LlmCostSim.Facts;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Validation;

/// <summary>
/// What the job behind a training row of <c>memory.csv</c> was where the row leaves it open: its software, that one's recipe of number
/// formats, what is compiled.
/// </summary>
internal sealed record MemoryJob
{
    private static readonly RowFacts<MemoryJob> Known = new(
        "Validation/Data/memory-jobs.json",
        "jobs",
        static facts => new MemoryJob
        {
            Stack = facts.OptionalText("stack"),
            Accelerator = facts.OptionalText("accelerator"),
            NamesConfiguration = facts.Flag("namesConfiguration"),
            Compiled = facts.Flag("compiled"),
            PartitionedProducts = facts.Flag("partitionedProducts"),
            LossBytesPerLogit = facts.OptionalNumber("lossBytesPerLogit"),
            PrintsReserved = facts.Flag("printsReserved"),
            Sequence = facts.OptionalInteger("sequence"),
            Recompute = facts.Flag("recompute"),
            OffloadsActivations = facts.Flag("offloadsActivations"),
            Accumulation = facts.OptionalInteger("accumulation") ?? 1,
            Precision = ReadPrecision(facts, new Precision()),
        }
    );

    /// <summary>Id of the software stack; <see langword="null"/>: not known.</summary>
    public string? Stack { get; private init; }

    /// <summary>Id of the accelerator where the row names none; <see langword="null"/>: not known.</summary>
    public string? Accelerator { get; private init; }

    /// <summary>Whether the row names one of the configurations of litgpt's hub, see <see cref="HubConfig"/>.</summary>
    public bool NamesConfiguration { get; private init; }

    /// <summary>Whether <c>torch.compile</c> fuses norms, activations and rotary embeddings.</summary>
    public bool Compiled { get; private init; }

    /// <summary>Whether compiled code keeps products as its partitioner chooses.</summary>
    public bool PartitionedProducts { get; private init; }

    /// <summary>As <see cref="MemoryConstants.LossBytesPerLogit"/>; <see langword="null"/>: the stack's.</summary>
    public double? LossBytesPerLogit { get; private init; }

    /// <summary>Whether the published figure is what the allocator reserved.</summary>
    public bool PrintsReserved { get; private init; }

    /// <summary>Tokens of a sequence where they are not what the row states.</summary>
    public int? Sequence { get; private init; }

    /// <summary>Whether layers are checkpointed where the row does not say.</summary>
    public bool Recompute { get; private init; }

    /// <summary>Whether activations go to the host.</summary>
    public bool OffloadsActivations { get; private init; }

    /// <summary>Micro-batches of an optimizer step.</summary>
    public int Accumulation { get; private init; }

    /// <summary>The recipe's number formats.</summary>
    public Precision Precision { get; private init; }

    /// <summary>What is known of a row's job.</summary>
    public static MemoryJob Of(MeasuredRow row) => Known.Of(row);

    /// <summary>The software as the job ran it.</summary>
    /// <param name="shipped">The stack of <see cref="Stack"/>.</param>
    public SoftwareStack Ran(SoftwareStack shipped)
    {
        ArgumentNullException.ThrowIfNull(shipped);
        var memory = shipped.Memory;
        return shipped with
        {
            Fusion = shipped.Fusion | (Compiled ? KernelFusion.Norm | KernelFusion.Activation | KernelFusion.Rope : 0),
            Memory = memory with
            {
                Retention = memory.Retention | (PartitionedProducts ? TensorRetention.PartitionedProducts : 0),
                LossBytesPerLogit = LossBytesPerLogit ?? memory.LossBytesPerLogit,
            },
        };
    }

    private static Precision ReadPrecision(FactReader facts, in Precision usual) =>
        usual with
        {
            WeightBytes = facts.OptionalNumber("weightBytes") ?? usual.WeightBytes,
            MainGradientBytes = facts.OptionalNumber("mainGradientBytes") ?? usual.MainGradientBytes,
            MasterWeightBytes = facts.OptionalNumber("masterWeightBytes") ?? usual.MasterWeightBytes,
            StateBytes = facts.OptionalNumber("stateBytes") ?? usual.StateBytes,
            ReduceBytes = facts.OptionalNumber("reduceBytes") ?? usual.ReduceBytes,
            GatherBytes = facts.OptionalNumber("gatherBytes") ?? usual.GatherBytes,
        };
}
