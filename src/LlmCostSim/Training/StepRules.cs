using System.Runtime.CompilerServices;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>What turning device seconds into a stage's seconds needs to know: the host's pace and what hides behind what.</summary>
/// <remarks>Described in docs/training.md, "Time of a step".</remarks>
internal readonly struct StepRules
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public StepRules(ModelSpec model, in TrainingStrategy strategy, SoftwareStack stack, TrainingPace pace)
    {
        Model = model;
        Pipeline = strategy.Layout.Pipeline;
        Recompute = strategy.Recompute;
        Pace = pace;
        Overlap = (strategy.Overlap ?? pace.Overlap) | (strategy.Schedule == PipelineSchedule.DualPipe ? CommunicationOverlap.Expert : 0);
        ring = strategy.Layout.ContextKind == ContextParallelKind.Ring;
        launch = stack.KernelLaunch.TotalSeconds;
    }

    public ModelSpec Model { get; }

    public int Pipeline { get; }

    public RecomputePolicy Recompute { get; }

    public TrainingPace Pace { get; }

    public CommunicationOverlap Overlap { get; }

    private readonly double launch;
    private readonly bool ring;

    /// <summary>
    /// Host and device: with synchronous launches they add up. Otherwise the host runs ahead where kernels are long and falls behind where
    /// they are short, and since a layer has both the slower one does not hide all of the other: ⁴√(device⁴ + host⁴), which is the larger
    /// one where they differ. The power is between √(device² + host²) and the larger of the two, which leave more error on measured steps,
    /// most of all for models larger than those fitted to. While the device waits for collectives the host runs on, so they count as the
    /// device's, but are not in the result.
    /// </summary>
    /// <param name="device">Seconds of compute kernels.</param>
    /// <param name="exposed">Seconds of collectives between them.</param>
    /// <param name="kernels">Kernels to launch.</param>
    public double Paced(double device, double exposed, int kernels)
    {
        var host = kernels * launch;
        if (Pace.SynchronousLaunch)
        {
            return device + host;
        }

        exposed = Pace.CollectivesApart ? 0 : exposed;
        device += exposed;
        var (devices, hosts) = (device * device, host * host);
        return Math.Sqrt(Math.Sqrt((devices * devices) + (hosts * hosts))) - exposed;
    }

    /// <summary>
    /// Time by which communication lengthens the compute beside it: what exceeds it, and the slowdown that the rest causes.
    /// </summary>
    public double Exposed(double communication, double compute, CommunicationOverlap kind) =>
        (Overlap & kind) == 0 ? communication : Behind(communication, compute);

    /// <summary>
    /// Tensor-parallel collectives of a part's backward pass: all of them, or without those at the entry of its blocks: the input that
    /// sequence-parallel ranks gather once more runs beside the gradient of the input, and that gradient's reduction beside the gradient of
    /// the weights (Korthikanti et al. 2022; Megatron-LM, <c>megatron/core/tensor_parallel/layers.py</c>).
    /// </summary>
    public double ExposedTensorBackward(in PartTime part)
    {
        if (!Pace.TensorGradientOverlap || (Overlap & CommunicationOverlap.Tensor) != 0)
        {
            return Exposed(part.TensorBackward, part.MatrixBackward, CommunicationOverlap.Tensor);
        }

        return part.TensorBackward
            - part.TensorGradient
            - part.TensorRegather
            + Behind(part.TensorRegather, part.EntryInput)
            + Behind(part.TensorGradient, part.EntryWeight);
    }

    /// <summary>
    /// Ring attention passes its blocks on behind the attention of the block before (Liu et al. 2023); the other kinds wait.
    /// </summary>
    public double ExposedContext(double communication, double attention) => ring ? Behind(communication, attention) : communication;

    /// <summary>
    /// How much longer than the collective model has it a transfer of a group takes: across nodes, the stack's share of the network.
    /// </summary>
    public double Slower(in CollectiveGroup group) => group.Nodes > 1 ? 1 / Pace.NetworkShare : 1;

    public double Behind(double communication, double compute) =>
        Math.Max(0, communication - compute) + (Pace.OverlapSlowdown * Math.Min(communication, compute));
}
