using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>
/// How a training framework's steps relate to the kernel models of the hardware: a few physical constants per stack, fitted to measured
/// steps where there are any (see <see cref="SoftwareStack.Origin"/>). The defaults leave the kernel models as they are.
/// </summary>
internal sealed record TrainingPace
{
    /// <summary>
    /// Share of the kernel model's matrix-multiply rate that a step sustains, 0.4–1.2: clocks under lasting load, cold caches, the age of
    /// the library.
    /// </summary>
    public double MatrixShare { get; init; } = 1;

    /// <summary>Share of the fused attention kernel model's rate, 0.2–1.5.</summary>
    public double AttentionShare { get; init; } = 1;

    /// <summary>
    /// Traffic of memory-bound kernels over the clean count of passes that the lowering writes, 0.5–3: casts, copies and transposes of
    /// eager code.
    /// </summary>
    public double ElementwiseFactor { get; init; } = 1;

    /// <summary>
    /// Share of the collective model's rate within a node that tensor-parallel collectives reach between kernels, 0.2–1.5.
    /// </summary>
    public double TensorShare { get; init; } = 1;

    /// <summary>Share of the collective model's rate that data-parallel traffic between nodes reaches, 0.1–1.2.</summary>
    public double NetworkShare { get; init; } = 1;

    /// <summary>
    /// Share of the collective model's rate that what micro-batches wait for reaches between nodes, 0.1–1.2: tensor-, context- and
    /// expert-parallel exchange, transfers between pipeline stages.
    /// </summary>
    public double ExchangeShare { get; init; } = 1;

    /// <summary>
    /// Part of reading the weights of each group of a grouped multiply, and of reading and writing their fp32 gradient, that the multiply
    /// does not hide, 0–1.
    /// </summary>
    public double ColdGroupShare { get; init; }

    /// <summary>
    /// How many times the framework computes the cross-entropy once more for metrics of the training batch, each a pass that reads the
    /// logits, writes log-probabilities and reads them; 0 and more.
    /// </summary>
    public int LossMetrics { get; init; }

    /// <summary>
    /// Time of a mixture layer per micro-batch that nothing hides: the host waits for the router's counts before it launches the experts,
    /// half of it forward and half backward.
    /// </summary>
    public Duration Routing { get; init; }

    /// <summary>
    /// Part of hidden communication time by which compute takes longer, 0–1: multiprocessors and memory bandwidth taken by the transfer.
    /// </summary>
    public double OverlapSlowdown { get; init; }

    /// <summary>
    /// Gradients that travel in one bucket behind the backward pass, in elements, above 0. Default: PyTorch's DDP, 25 MiB of fp32
    /// (<c>bucket_cap_mb</c>).
    /// </summary>
    public double GradientBucketElements { get; init; } = 25 * 1024 * 1024 / 4;

    /// <summary>
    /// Elements per data-parallel rank that a bucket has at least, 0 and more: Megatron-Core's 10⁶, so that a ring's latency weighs little
    /// in large groups.
    /// </summary>
    public double GradientBucketElementsPerRank { get; init; }

    /// <summary>
    /// How much longer a plain multiply takes one of whose channel counts is not a multiple of 8, 1–4: rows that are not aligned to 16
    /// bytes miss the fast kernels. The usual case is a head whose vocabulary is not padded, as GPT-2's 50,257. The default was fitted to
    /// vTrain's profiles, which have that head.
    /// </summary>
    public double MisalignedMatrixFactor { get; init; } = 2.4;

    /// <summary>
    /// Whether the framework rounds the vocabulary up, so that an output head is never misaligned (Megatron-LM to 128 times the tensor
    /// ranks).
    /// </summary>
    public bool PadsVocabulary { get; init; }

    /// <summary>
    /// How much longer an unfused attention multiply takes whose head dimension is not a multiple of 8, 1–30: batched multiplies of such
    /// rows fall back further.
    /// </summary>
    public double MisalignedFactor { get; init; } = 1;

    /// <summary>Host time per micro-batch and pipeline stage that no kernel hides.</summary>
    public Duration MicroBatchOverhead { get; init; }

    /// <summary>
    /// Whether the host waits for each kernel before it launches the next (CUDA_LAUNCH_BLOCKING), so that host and device time add up.
    /// </summary>
    public bool SynchronousLaunch { get; init; }

    /// <summary>
    /// Whether, at the entry of tensor-parallel blocks and whatever else overlaps, the reduction of an input's gradient runs beside the
    /// multiply of the weight gradient and the input that sequence-parallel ranks gather once more beside that of the input's gradient
    /// (Megatron-LM from 2022 on).
    /// </summary>
    public bool TensorGradientOverlap { get; init; }

    /// <summary>
    /// Whether collectives are put between a layer's kernels afterwards, as a simulator does that replays profiles of one accelerator, so
    /// that the host gains nothing by them.
    /// </summary>
    public bool CollectivesApart { get; init; }

    /// <summary>
    /// Whether recomputation stops once everything that the backward pass needs is there, and so leaves out each layer's last matrix
    /// multiply (PyTorch's non-reentrant checkpointing).
    /// </summary>
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
                return this with
                {
                    MatrixShare = own.MatrixShare,
                    AttentionShare = own.AttentionShare,
                    TensorShare = own.TensorShare ?? TensorShare,
                    ColdGroupShare = own.ColdGroupShare ?? ColdGroupShare,
                };
            }
        }

        return this;
    }

    internal static TrainingPace From(FactReader facts)
    {
        var usual = new TrainingPace();
        var pace = new TrainingPace
        {
            Accelerators = facts.OptionalObject("accelerators") is { } own
                ? [.. own.Members.Select(name => AcceleratorPace.From(name, own.Object(name)))]
                : [],
            MatrixShare = facts.OptionalNumber("matrixShare") ?? usual.MatrixShare,
            AttentionShare = facts.OptionalNumber("attentionShare") ?? usual.AttentionShare,
            ElementwiseFactor = facts.OptionalNumber("elementwiseFactor") ?? usual.ElementwiseFactor,
            ColdGroupShare = facts.OptionalNumber("coldGroupShare") ?? usual.ColdGroupShare,
            LossMetrics = facts.OptionalInteger("lossMetrics") ?? usual.LossMetrics,
            Routing = Duration.FromMilliseconds(facts.OptionalNumber("routingMilliseconds") ?? 0),
            ExchangeShare = facts.OptionalNumber("exchangeShare") ?? usual.ExchangeShare,
            TensorShare = facts.OptionalNumber("tensorShare") ?? usual.TensorShare,
            NetworkShare = facts.OptionalNumber("networkShare") ?? usual.NetworkShare,
            GradientBucketElements = facts.Has("gradientBucketElements")
                ? facts.Positive("gradientBucketElements")
                : usual.GradientBucketElements,
            GradientBucketElementsPerRank = facts.Has("gradientBucketElementsPerRank")
                ? facts.Positive("gradientBucketElementsPerRank")
                : usual.GradientBucketElementsPerRank,
            OverlapSlowdown = facts.OptionalNumber("overlapSlowdown") ?? usual.OverlapSlowdown,
            MisalignedMatrixFactor = facts.OptionalNumber("misalignedMatrixFactor") ?? usual.MisalignedMatrixFactor,
            MisalignedFactor = facts.OptionalNumber("misalignedFactor") ?? usual.MisalignedFactor,
            PadsVocabulary = facts.Flag("padsVocabulary"),
            CollectivesApart = facts.Flag("collectivesApart"),
            TensorGradientOverlap = facts.Flag("tensorGradientOverlap"),
            MicroBatchOverhead = Duration.FromMilliseconds(facts.OptionalNumber("microBatchOverheadMilliseconds") ?? 0),
            SynchronousLaunch = facts.Flag("synchronousLaunch"),
            RecomputeStopsEarly = facts.Flag("recomputeStopsEarly"),
            Overlap = facts.Flags<CommunicationOverlap>("overlap"),
        };
        facts.Complete();
        return pace;
    }
}
