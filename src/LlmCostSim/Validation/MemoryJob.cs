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
    private static readonly IReadOnlyList<(RowPattern Rows, MemoryJob Job)> Known = EmbeddedData.Read(
        "Validation/Data/memory-jobs.json",
        facts =>
        {
            _ = facts.Text("note");
            return facts.List("jobs", From);
        }
    );

    /// <summary>Id of the software stack.</summary>
    public string? Stack { get; private init; }

    /// <summary>Whether <c>torch.compile</c> fuses norms, activations and rotary embeddings.</summary>
    public bool? Compiled { get; private init; }

    /// <summary>Whether compiled code keeps products as its partitioner chooses.</summary>
    public bool? PartitionedProducts { get; private init; }

    /// <summary>As <see cref="MemoryConstants.LossBytesPerLogit"/>; <see langword="null"/>: the stack's.</summary>
    public double? LossBytesPerLogit { get; private init; }

    /// <summary>Whether the published figure is what the allocator reserved.</summary>
    public bool? PrintsReserved { get; private init; }

    /// <summary>Tokens of a sequence where they are not what the row states.</summary>
    public int? Sequence { get; private init; }

    /// <summary>Whether layers are checkpointed where the row does not say.</summary>
    public bool? Recompute { get; private init; }

    /// <summary>Whether activations go to the host.</summary>
    public bool? OffloadsActivations { get; private init; }

    /// <summary>Micro-batches of an optimizer step.</summary>
    public int? Accumulation { get; private init; }

    private double? WeightBytes { get; init; }

    private double? MainGradientBytes { get; init; }

    private double? MasterWeightBytes { get; init; }

    private double? StateBytes { get; init; }

    private double? ReduceBytes { get; init; }

    private double? GatherBytes { get; init; }

    /// <summary>What is known of a row's job.</summary>
    public static MemoryJob Of(MeasuredRow row) =>
        Known.Where(entry => entry.Rows.Takes(row)).Aggregate(new MemoryJob(), static (known, entry) => known.Or(entry.Job));

    /// <summary>The recipe's number formats.</summary>
    public Precision Precision
    {
        get
        {
            var usual = new Precision();
            return usual with
            {
                WeightBytes = WeightBytes ?? usual.WeightBytes,
                MainGradientBytes = MainGradientBytes ?? usual.MainGradientBytes,
                MasterWeightBytes = MasterWeightBytes ?? usual.MasterWeightBytes,
                StateBytes = StateBytes ?? usual.StateBytes,
                ReduceBytes = ReduceBytes ?? usual.ReduceBytes,
                GatherBytes = GatherBytes ?? usual.GatherBytes,
            };
        }
    }

    /// <summary>The software as the job ran it.</summary>
    /// <param name="shipped">The stack of <see cref="Stack"/>.</param>
    public SoftwareStack Ran(SoftwareStack shipped)
    {
        ArgumentNullException.ThrowIfNull(shipped);
        var memory = shipped.Memory;
        return shipped with
        {
            Fusion = shipped.Fusion | (Compiled == true ? KernelFusion.Norm | KernelFusion.Activation | KernelFusion.Rope : 0),
            Memory = memory with
            {
                Retention = memory.Retention | (PartitionedProducts == true ? TensorRetention.PartitionedProducts : 0),
                LossBytesPerLogit = LossBytesPerLogit ?? memory.LossBytesPerLogit,
            },
        };
    }

    private MemoryJob Or(MemoryJob other) =>
        new()
        {
            Stack = Stack ?? other.Stack,
            Compiled = Compiled ?? other.Compiled,
            PartitionedProducts = PartitionedProducts ?? other.PartitionedProducts,
            LossBytesPerLogit = LossBytesPerLogit ?? other.LossBytesPerLogit,
            PrintsReserved = PrintsReserved ?? other.PrintsReserved,
            Sequence = Sequence ?? other.Sequence,
            Recompute = Recompute ?? other.Recompute,
            OffloadsActivations = OffloadsActivations ?? other.OffloadsActivations,
            Accumulation = Accumulation ?? other.Accumulation,
            WeightBytes = WeightBytes ?? other.WeightBytes,
            MainGradientBytes = MainGradientBytes ?? other.MainGradientBytes,
            MasterWeightBytes = MasterWeightBytes ?? other.MasterWeightBytes,
            StateBytes = StateBytes ?? other.StateBytes,
            ReduceBytes = ReduceBytes ?? other.ReduceBytes,
            GatherBytes = GatherBytes ?? other.GatherBytes,
        };

    private static (RowPattern Rows, MemoryJob Job) From(FactReader facts)
    {
        _ = facts.Text("origin");
        return (
            RowPattern.From(facts),
            new MemoryJob
            {
                Stack = facts.OptionalText("stack"),
                Compiled = Flag(facts, "compiled"),
                PartitionedProducts = Flag(facts, "partitionedProducts"),
                LossBytesPerLogit = facts.OptionalNumber("lossBytesPerLogit"),
                PrintsReserved = Flag(facts, "printsReserved"),
                Sequence = (int?)facts.OptionalNumber("sequence"),
                Recompute = Flag(facts, "recompute"),
                OffloadsActivations = Flag(facts, "offloadsActivations"),
                Accumulation = (int?)facts.OptionalNumber("accumulation"),
                WeightBytes = facts.OptionalNumber("weightBytes"),
                MainGradientBytes = facts.OptionalNumber("mainGradientBytes"),
                MasterWeightBytes = facts.OptionalNumber("masterWeightBytes"),
                StateBytes = facts.OptionalNumber("stateBytes"),
                ReduceBytes = facts.OptionalNumber("reduceBytes"),
                GatherBytes = facts.OptionalNumber("gatherBytes"),
            }
        );
    }

    private static bool? Flag(FactReader facts, string name) => facts.Has(name) ? facts.Flag(name) : null;
}
