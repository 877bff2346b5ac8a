using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>
/// How a training framework's steps relate to the kernel models of the hardware: a few physical constants per stack, fitted to measured steps where there are
/// any (see <see cref="SoftwareStack.Origin"/>). The defaults leave the kernel models as they are.
/// </summary>
public sealed record TrainingPace
{
    /// <summary>Share of the kernel model's matrix-multiply rate that a step sustains, 0.4–1.2: clocks under lasting load, cold caches, the age of the library.</summary>
    public double MatrixShare { get; init; } = 1;

    /// <summary>Share of the fused attention kernel model's rate, 0.2–1.5.</summary>
    public double AttentionShare { get; init; } = 1;

    /// <summary>Traffic of memory-bound kernels over the clean count of passes that the lowering writes, 0.5–3: casts, copies and transposes of eager code.</summary>
    public double ElementwiseFactor { get; init; } = 1;

    /// <summary>Share of the collective model's rate within a node that tensor-parallel collectives reach between kernels, 0.2–1.5.</summary>
    public double TensorShare { get; init; } = 1;

    /// <summary>Share of the collective model's rate that data-parallel traffic between nodes reaches, 0.1–1.2.</summary>
    public double NetworkShare { get; init; } = 1;

    /// <summary>Share of the collective model's rate that transfers between pipeline stages on different nodes reach, 0.05–1.2: few channels, and a wait on either side.</summary>
    public double PipelineShare { get; init; } = 1;

    /// <summary>Share of a plain multiply's rate that the experts' grouped multiplies reach, 0.3–1.</summary>
    public double GroupedShare { get; init; } = 1;

    /// <summary>Part of hidden communication time by which compute takes longer, 0–1: multiprocessors and memory bandwidth taken by the transfer.</summary>
    public double OverlapSlowdown { get; init; }

    /// <summary>How much longer an output head takes whose vocabulary is not divided over tensor ranks, 1–4.</summary>
    public double UndividedHeadFactor { get; init; } = 1;

    /// <summary>How much longer an unfused attention multiply takes whose head dimension is not a multiple of 8, 1–30: rows that are not aligned to 16 bytes miss the fast kernels.</summary>
    public double MisalignedFactor { get; init; } = 1;

    /// <summary>How much longer the host's part takes per doubling of the tensor ranks, 0–0.5: every collective waits for the slowest of their processes.</summary>
    public double LaunchSkew { get; init; }

    /// <summary>Host time per micro-batch and pipeline stage that no kernel hides.</summary>
    public Duration MicroBatchOverhead { get; init; }

    /// <summary>Whether the host waits for each kernel before it launches the next (CUDA_LAUNCH_BLOCKING), so that host and device time add up.</summary>
    public bool SynchronousLaunch { get; init; }

    /// <summary>Whether recomputation stops once everything that the backward pass needs is there, and so leaves out each layer's last matrix multiply (PyTorch's non-reentrant checkpointing).</summary>
    public bool RecomputeStopsEarly { get; init; }

    /// <summary>What the framework overlaps unless the strategy says otherwise.</summary>
    public CommunicationOverlap Overlap { get; init; }

    /// <summary>Accelerators on which the stack's kernels do otherwise, by the start of the accelerator's id.</summary>
    public IReadOnlyList<AcceleratorPace> Accelerators { get; init; } = [];

    /// <summary>The pace on an accelerator.</summary>
    /// <param name="accelerator">The accelerator.</param>
    public TrainingPace On(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        foreach (var own in Accelerators)
        {
            // A card of the user's own has an id of its own: its chip says what it is.
            var name = accelerator.File.Length > 0 ? accelerator.Kernels.Chip : accelerator.Id;
            if (name.StartsWith(own.Accelerator, StringComparison.OrdinalIgnoreCase))
            {
                return this with { MatrixShare = own.MatrixShare, AttentionShare = own.AttentionShare };
            }
        }

        return this;
    }

    internal static TrainingPace From(FactReader facts)
    {
        var pace = new TrainingPace
        {
            Accelerators = facts.Has("accelerators") ? facts.List("accelerators", AcceleratorPace.From) : [],
            MatrixShare = facts.OptionalNumber("matrixShare") ?? 1,
            AttentionShare = facts.OptionalNumber("attentionShare") ?? 1,
            ElementwiseFactor = facts.OptionalNumber("elementwiseFactor") ?? 1,
            GroupedShare = facts.OptionalNumber("groupedShare") ?? 1,
            PipelineShare = facts.OptionalNumber("pipelineShare") ?? 1,
            TensorShare = facts.OptionalNumber("tensorShare") ?? 1,
            NetworkShare = facts.OptionalNumber("networkShare") ?? 1,
            OverlapSlowdown = facts.OptionalNumber("overlapSlowdown") ?? 0,
            UndividedHeadFactor = facts.OptionalNumber("undividedHeadFactor") ?? 1,
            MisalignedFactor = facts.OptionalNumber("misalignedFactor") ?? 1,
            LaunchSkew = facts.OptionalNumber("launchSkew") ?? 0,
            MicroBatchOverhead = Duration.FromMilliseconds(facts.OptionalNumber("microBatchOverheadMilliseconds") ?? 0),
            SynchronousLaunch = (facts.OptionalNumber("synchronousLaunch") ?? 0) != 0,
            RecomputeStopsEarly = (facts.OptionalNumber("recomputeStopsEarly") ?? 0) != 0,
            Overlap = OverlapOf(facts.Texts("overlap")),
        };
        facts.Complete();
        return pace;
    }

    private static CommunicationOverlap OverlapOf(IReadOnlyList<string> names)
    {
        var overlap = CommunicationOverlap.None;
        foreach (var name in names)
        {
            overlap |= Enum.Parse<CommunicationOverlap>(name, ignoreCase: true);
        }

        return overlap;
    }
}
