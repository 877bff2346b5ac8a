using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Training;

/// <summary>
/// Memory of one pipeline stage's rank: the moments of a step at which it can peak, from the liveness of the lowering's tensors, and the
/// largest of them.
/// </summary>
/// <remarks>Described in docs/method.md, "Memory" and docs/training.md, "Memory".</remarks>
internal ref struct StageMemory
{
    private readonly ref readonly StageTensors tensors;
    private readonly ref readonly ModelStates states;
    private readonly double overhead,
        usable;
    private double most;
    private (double Gradients, double Activations, double Logits, double Temporary) held;
    private PeakMoment moment;
    private OpRole? operation;

    private StageMemory(ref readonly StageTensors tensors, ref readonly ModelStates states, double overhead, double usable)
    {
        this.usable = usable;
        this.tensors = ref tensors;
        this.states = ref states;
        this.overhead = overhead;
    }

    /// <summary>The peak of a stage, from 0, that works through <paramref name="microBatches"/> micro-batches per step.</summary>
    public static StagePeak Of(
        ModelSpec model,
        in LoweringOptions options,
        in TrainingStrategy strategy,
        SoftwareStack stack,
        int stage,
        int microBatches,
        int perNode = int.MaxValue
    )
    {
        var parts = TensorParts.Of(model, options, strategy.Layout.Pipeline == 1);
        var tensors = StageTensors.OnRank(model, ref parts, strategy, stack.Memory.Retention, stage);
        var states = new ModelStates(tensors, strategy, stack.Memory, model.HiddenSize, perNode);
        return Of(
            in tensors,
            in states,
            options,
            strategy,
            stack.Memory,
            Overhead(strategy.Layout, stack),
            double.PositiveInfinity,
            InFlight.Of(strategy, stage, microBatches),
            microBatches
        );
    }

    /// <summary>The peak of a stage whose tensors and states are known.</summary>
    /// <param name="tensors">Tensors of one micro-batch.</param>
    /// <param name="states">Weights, gradients, optimizer states.</param>
    /// <param name="options">Division and formats.</param>
    /// <param name="strategy">The strategy.</param>
    /// <param name="constants">The stack's constants.</param>
    /// <param name="overhead">Bytes from <see cref="Overhead"/>.</param>
    /// <param name="usable">Bytes that a process can use, beyond which paged optimizer states leave.</param>
    /// <param name="inFlight">Micro-batches in flight.</param>
    /// <param name="microBatches">Micro-batches per step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StagePeak Of(
        ref readonly StageTensors tensors,
        ref readonly ModelStates states,
        in LoweringOptions options,
        in TrainingStrategy strategy,
        MemoryConstants constants,
        double overhead,
        double usable,
        double inFlight,
        int microBatches
    )
    {
        var memory = new StageMemory(in tensors, in states, overhead, usable);
        memory.Walk(options, strategy, constants, inFlight, microBatches);
        return new StagePeak(memory.Peak(), memory.moment, memory.operation, memory.Evicted);
    }

    /// <summary>Bytes of the same peak. A search asks for nothing else: by way of <see cref="Of(ref readonly StageTensors, ref readonly
    /// ModelStates, in LoweringOptions, in TrainingStrategy, MemoryConstants, double, double, double, int)"/> it evaluates a tenth fewer plans
    /// a second.</summary>
    public static double Most(
        ref readonly StageTensors tensors,
        ref readonly ModelStates states,
        in LoweringOptions options,
        in TrainingStrategy strategy,
        MemoryConstants constants,
        double overhead,
        double usable,
        double inFlight,
        int microBatches
    )
    {
        var memory = new StageMemory(in tensors, in states, overhead, usable);
        memory.Walk(options, strategy, constants, inFlight, microBatches);
        return memory.Evicted > 0 ? memory.Peak().Total.TotalBytes : memory.most;
    }

    /// <summary>Bytes of the driver's context and of communicators.</summary>
    public static double Overhead(in ParallelLayout layout, SoftwareStack stack) =>
        (stack.ContextMemory + (CountCommunicators(layout) * stack.CommunicatorMemory)).TotalBytes;

    /// <summary>
    /// What a stage keeps of its layers between the passes, all micro-batches in flight, and its layers' weights, gradients and optimizer
    /// states: the quantities of Korthikanti et al. 2022.
    /// </summary>
    public static (double Activations, double States) OfLayers(
        ModelSpec model,
        in LoweringOptions options,
        in TrainingStrategy strategy,
        SoftwareStack stack,
        int stage,
        int microBatches
    )
    {
        var tensors = StageTensors.Of(model, options, strategy, stack.Memory.Retention, stage);
        var share = (tensors.Matrices + tensors.Experts) / tensors.Base;
        var states = new ModelStates(tensors, strategy, stack.Memory, model.HiddenSize);
        return (InFlight.Of(strategy, stage, microBatches) * tensors.Kept, share * (states.Weights + states.Gradients + states.Optimizer));
    }

    private void Walk(
        in LoweringOptions options,
        in TrainingStrategy strategy,
        MemoryConstants constants,
        double inFlight,
        int microBatches
    )
    {
        var offloaded = strategy.Offload.Activations != OffloadTarget.None ? tensors.Checkpoint : 0;
        var kept = offloaded > 0 ? Math.Min(tensors.Kept, 2 * offloaded) : tensors.Kept;
        var saved = (inFlight * (kept + tensors.KeptOutside));

        // Gradients exist from the first backward pass on, unless they are released after every step and this is the first micro-batch.
        var released = (constants.Retention & TensorRetention.ReleasedGradients) != 0 && microBatches == 1;
        var gradients = microBatches > 1 ? Math.Max(states.Gradients, states.Accumulated) : states.Gradients;
        var before = released ? 0 : gradients;
        var held = tensors.Logits * constants.HeldBytesPerLogit;
        var gatheredAtLoss =
            (constants.Retention & TensorRetention.GatheredWeights) != 0 && states.Gathered > 0
                ? Math.Min(
                    states.Gathered,
                    (tensors.Outside + (constants.GatheredLayers * tensors.LargestLayer)) * strategy.Precision.WeightBytes
                )
                : states.Gathered;
        Consider(PeakMoment.Forward, tensors.ForwardRole, before, saved, 0, gatheredAtLoss + tensors.ForwardExtra);
        if (tensors.Logits > 0)
        {
            // The head's input comes whole where sequence-parallel ranks gather it; its gradient does, and the norm's beside it.
            var hidden = (2 * tensors.HeadInput) + (options.SequenceParallel && options.Tensor > 1 ? tensors.HeadInput : 0);
            Consider(
                PeakMoment.Loss,
                OpRole.Loss,
                before,
                saved,
                LossBytes(options, strategy, constants),
                gatheredAtLoss + states.HeadPlaceholder + hidden
            );
            Consider(
                PeakMoment.Loss,
                OpRole.Head,
                before,
                saved,
                tensors.Logits * constants.HeadBytesPerLogit,
                gatheredAtLoss + tensors.HeadDequantized
            );
        }

        var moment = strategy.Recompute.Kind == RecomputeKind.None ? PeakMoment.Backward : PeakMoment.Recompute;
        Consider(moment, tensors.BackwardRole, before, saved, held, gatheredAtLoss + tensors.Recomputed + tensors.BackwardExtra);

        // At the last layer of the backward pass the gradients are complete and one layer is left.
        var layer = tensors.Layers > 0 ? tensors.Kept / tensors.Layers : 0;
        Consider(
            moment,
            tensors.BackwardRole,
            gradients,
            ((inFlight - 1) * (kept + tensors.KeptOutside)) + layer,
            held,
            states.Gathered + tensors.Recomputed + tensors.BackwardExtra
        );
        if (states.FlatUnit > 0)
        {
            Consider(
                PeakMoment.Backward,
                OpRole.Embedding,
                gradients,
                (inFlight - 1) * (kept + tensors.KeptOutside),
                held,
                states.FlatUnit
            );
        }

        Consider(
            PeakMoment.Optimizer,
            null,
            states.Gradients,
            0,
            held,
            (constants.Retention & TensorRetention.StepBuffers) != 0 ? 0 : states.StepTemporary
        );
    }

    private readonly double LossBytes(in LoweringOptions options, in TrainingStrategy strategy, MemoryConstants constants)
    {
        var chunk = constants.LossChunkTokens > 0 ? Math.Min(1, constants.LossChunkTokens / options.SequenceLength) : 0;
        var adapter =
            strategy.Adapter.Kind != AdapterKind.None && (strategy.Adapter.Targets & AdapterTargets.Head) != 0
                ? chunk * options.ActivationBytes
                : 0;
        var bytes =
            options.Tensor > 1 && constants.LossParallelBytesPerLogit > 0
                ? constants.LossParallelBytesPerLogit
                : constants.LossBytesPerLogit;
        return tensors.Logits * (bytes + (chunk * constants.LossChunkBytesPerLogit) + adapter);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Consider(PeakMoment at, OpRole? during, double gradients, double activations, double logits, double temporary)
    {
        temporary = Math.Max(0, temporary) + states.Resident;

        // In the order of MemoryBreakdown.Total.
        var total = states.Weights + gradients + states.Optimizer + activations + logits + temporary + overhead;
        if (total > most)
        {
            (most, moment, operation) = (total, at, during);
            held = (gradients, activations, logits, temporary);
        }
    }

    /// <summary>Bytes of paged optimizer states that have no room at the peak.</summary>
    private readonly double Evicted => states.Paged > 0 ? Math.Clamp(most - usable, 0, states.Paged) : 0;

    private readonly MemoryBreakdown Peak() =>
        new(
            Bytes.FromBytes(states.Weights),
            Bytes.FromBytes(held.Gradients),
            Bytes.FromBytes(states.Optimizer - Evicted),
            Bytes.FromBytes(held.Activations),
            Bytes.FromBytes(held.Logits),
            Bytes.FromBytes(held.Temporary),
            Bytes.FromBytes(overhead)
        );

    private static int CountCommunicators(in ParallelLayout layout) =>
        (layout.Tensor > 1 ? 1 : 0)
        + (layout.Pipeline > 1 ? 1 : 0)
        + (layout.Data > 1 ? 1 : 0)
        + (layout.Context > 1 ? 1 : 0)
        + (layout.Expert > 1 ? 1 : 0);
}
