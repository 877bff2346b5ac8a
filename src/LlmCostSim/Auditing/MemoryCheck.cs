using System.Numerics;
using LlmCostSim.Lowering;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>Memory floors against capacity, and a stated figure against both.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class MemoryCheck
{
    /// <summary>Bits per parameter of the smallest format in which models are still trained (QLoRA's NF4, Dettmers et al. 2023).</summary>
    private const double SmallestBits = 4;

    /// <summary>Bytes per parameter of optimizer states above which they may be halved: two moments in 32 bits against 16.</summary>
    private const double MostLeanStates = 4;

    public static void Run(ClaimEstimates estimates, Findings findings)
    {
        var claim = estimates.Claim;
        if (claim is { MemoryPerGpu: { } stated, Accelerator: { } card })
        {
            Capacity(stated, card.MemoryCapacity, card.Id, findings);
        }

        if (claim.Model is null || claim.Inference is not null)
        {
            return;
        }

        if (
            claim.Strategy is { } given
            && (claim.Stated.Layout || claim.Count == 1 || FullyShards(given.Sharding) || claim.Stated.AdapterOrOffload)
            && (claim.Count is not null || claim.Stated.Layout || claim.MemoryPerGpu is not null)
        )
        {
            var strategy = Lenient(claim, LayoutCheck.Completed(claim, given));
            if (estimates.Possible(strategy))
            {
                Layout(estimates, strategy, findings);
            }
        }
        else if (claim is { Count: { } count, Accelerator: not null })
        {
            Frugal(claim, count, findings);
        }
    }

    private static bool FullyShards(Sharding sharding) => sharding is Sharding.Zero3 or Sharding.FsdpFull or Sharding.Hsdp;

    /// <summary>
    /// What the claim leaves open is taken so that least memory is needed: experts over as many ranks as they go round, and states of
    /// adapter jobs over all.
    /// </summary>
    private static TrainingStrategy Lenient(Claim claim, TrainingStrategy strategy)
    {
        if (claim.Model is { Mixture: { } mixture } && !claim.Stated.Expert)
        {
            var ranks = (int)BigInteger.GreatestCommonDivisor(mixture.Experts, (long)strategy.Layout.Data * strategy.Layout.Context);
            strategy = strategy with { Layout = strategy.Layout with { Expert = ranks } };
        }

        return claim.Stated is { Sharding: false, Layout: false, AdapterOrOffload: true } && claim.Count > 1
            ? strategy with
            {
                Sharding = Sharding.Zero3,
            }
            : strategy;
    }

    private static void Capacity(Bytes stated, Bytes capacity, string accelerator, Findings findings) =>
        findings.Add(
            "memory-capacity",
            stated > capacity ? FindingSeverity.Impossible : FindingSeverity.Ok,
            stated.TotalBytes,
            capacity.TotalBytes,
            "bytes",
            $"{Words.Of(stated)} per GPU are stated; {accelerator} has {Words.Of(capacity)}"
        );

    /// <summary>No layout is stated: everything divided over all accelerators is the least there can be.</summary>
    private static void Frugal(Claim claim, int count, Findings findings)
    {
        double parameters = ParameterCount.Total(claim.Model!);
        var capacity = claim.Accelerator!.UsableMemory.TotalBytes;
        findings.Imply("capacityBytes", capacity);
        var smallest = parameters * SmallestBits / 8 / count;
        var half = parameters * 2 / count;
        var states = parameters * (2 + 2 + OptimizerStates.BytesPerParameter(OptimizerKind.AdamW, 4)) / count;
        findings.Imply("statesPerGpuBytes", states);
        if (smallest > capacity)
        {
            findings.Add(
                "memory-weights",
                FindingSeverity.Impossible,
                smallest,
                capacity,
                "bytes",
                $"the weights alone, in 4 bits and divided over all {count} GPUs, take {Words.Of(Bytes.FromBytes(smallest))} of {Words.Of(Bytes.FromBytes(capacity))} each"
            );
        }
        else if (states > capacity)
        {
            var what =
                half > capacity
                    ? Words.Join($"16-bit weights alone take {Words.Of(Bytes.FromBytes(half))}")
                    : Words.Join($"weights, gradients and Adam's states take {Words.Of(Bytes.FromBytes(states))}");
            findings.Add(
                "memory-states",
                FindingSeverity.Implausible,
                half > capacity ? half : states,
                capacity,
                "bytes",
                $"{what} of {Words.Of(Bytes.FromBytes(capacity))} per GPU even when divided over all {count}: only adapters, quantisation or offload, which the claim does not state, would fit"
            );
        }
        else
        {
            findings.Add(
                "memory-states",
                FindingSeverity.Note,
                states,
                capacity,
                "bytes",
                $"divided over all {count} GPUs, weights, gradients and Adam's states take {Words.Of(Bytes.FromBytes(states))} of {Words.Of(Bytes.FromBytes(capacity))} each; no layout is stated"
            );
        }
    }

    private static void Layout(ClaimEstimates estimates, in TrainingStrategy strategy, Findings findings)
    {
        var claim = estimates.Claim;
        var step = estimates.Step(strategy, estimates.ClusterFor(strategy));
        var weights = step.Memory.Weights;
        var states = step.Memory.States;
        findings.Imply("weightsPerGpuBytes", weights.TotalBytes);
        findings.Imply("statesPerGpuBytes", states.TotalBytes);
        findings.Imply("perGpuBytes", step.Memory.Total.TotalBytes);
        if (claim.Accelerator is { } accelerator)
        {
            findings.Imply("capacityBytes", accelerator.UsableMemory.TotalBytes);
            Floors(claim, strategy, step, findings);
        }

        if (claim.MemoryPerGpu is { } stated)
        {
            Stated(stated, Least(claim, strategy, step), step, findings);
        }
    }

    private static void Floors(Claim claim, in TrainingStrategy strategy, in TrainingEstimate step, Findings findings)
    {
        var capacity = claim.Accelerator!.UsableMemory;
        var known = claim.Stated.ReplicaKnown(claim.Count) || (claim.Stated.Sharding && FullyShards(strategy.Sharding));
        var layout = Words.Join($"tensor {strategy.Layout.Tensor} · pipeline {strategy.Layout.Pipeline} · data {strategy.Layout.Data}");
        var unless =
            !known ? "; the claim does not state the whole layout"
            : claim.Stated.Sharding || claim.Count == 1 ? ""
            : "; only sharding over the replicas (ZeRO, FSDP), which the claim does not state, would change that";
        if (step.Memory.Weights + step.Memory.Overhead > capacity)
        {
            Weights(step.Memory, capacity, known, layout, unless, findings);
        }
        else if (step.Memory.States > capacity)
        {
            States(claim, step.Memory.States, Least(claim, strategy, step), capacity, known, layout, unless, findings);
        }
        else
        {
            Whole(claim, step.Memory, capacity, layout, findings);
        }
    }

    private static void Weights(in MemoryBreakdown memory, Bytes capacity, bool known, string layout, string unless, Findings findings)
    {
        var context =
            memory.Weights > capacity ? "" : Words.Join($" and the CUDA context, libraries and communicators {Words.Of(memory.Overhead)}");
        findings.Add(
            "memory-weights",
            known ? FindingSeverity.Impossible : FindingSeverity.Note,
            (memory.Weights + memory.Overhead).TotalBytes,
            capacity.TotalBytes,
            "bytes",
            $"with {layout} the weights alone take {Words.Of(memory.Weights)}{context} of {Words.Of(capacity)} per GPU, before gradients and optimizer states{unless}"
        );
    }

    private static void States(
        Claim claim,
        Bytes states,
        Bytes least,
        Bytes capacity,
        bool known,
        string layout,
        string unless,
        Findings findings
    )
    {
        var severity =
            !known || (!claim.Stated.Sharding && claim.Count != 1) ? FindingSeverity.Note
            : least > capacity ? FindingSeverity.Impossible
            : FindingSeverity.Implausible;
        var leanest = least < states ? Words.Join($", {Words.Of(least)} at the leanest that the claim leaves open") : "";
        findings.Add(
            "memory-states",
            severity,
            states.TotalBytes,
            capacity.TotalBytes,
            "bytes",
            $"with {layout} weights, gradients and optimizer states take {Words.Of(states)} of {Words.Of(capacity)} per GPU, before any activation{leanest}{unless}"
        );
    }

    private static void Whole(Claim claim, in MemoryBreakdown memory, Bytes capacity, string layout, Findings findings)
    {
        var activationsKnown = claim.Stated is { Sharding: true, MicroBatch: true, Recompute: true } && claim.SequenceLength is not null;
        var severity =
            memory.Total <= capacity ? FindingSeverity.Ok
            : activationsKnown && memory.Total > capacity * Tolerances.Memory ? FindingSeverity.Implausible
            : FindingSeverity.Note;
        findings.Add(
            "memory",
            severity,
            memory.Total.TotalBytes,
            capacity.TotalBytes,
            "bytes",
            $"with {layout} the simulator finds {Words.Of(memory.Total)} of {Words.Of(capacity)} per GPU, {Words.Of(memory.States)} of it weights, gradients and optimizer states{(activationsKnown ? "" : "; micro-batch, recomputation, sharding or length are not all stated")}"
        );
    }

    /// <summary>
    /// The least that weights, gradients and optimizer states can take. A claim that names its framework means the states that it keeps;
    /// otherwise everything may be in 16 bits without master weights, and an optimizer that is not named may keep no states.
    /// </summary>
    private static Bytes Least(Claim claim, in TrainingStrategy strategy, in TrainingEstimate step)
    {
        var gradients = step.Memory.Gradients * (Tolerances.SmallestGradientBytes / strategy.Precision.MainGradientBytes);
        if (!claim.Stated.Optimizer)
        {
            return step.Memory.Weights + gradients;
        }

        if (claim.Stated.Framework)
        {
            return step.Memory.States;
        }

        var states = OptimizerStates.BytesPerParameter(strategy.Optimizer, strategy.Precision.StateBytes);
        var lean = states > MostLeanStates ? states / 2 : states;
        var all = states + strategy.Precision.MasterWeightBytes;
        var weights = step.Memory.Weights * Math.Min(1, Tolerances.SmallestGradientBytes / strategy.Precision.WeightBytes);
        return weights + gradients + (step.Memory.Optimizer * (all > 0 ? lean / all : 1));
    }

    private static void Stated(Bytes stated, Bytes least, in TrainingEstimate step, Findings findings)
    {
        var weights = step.Memory.Weights;
        var states = step.Memory.States;
        if (stated < weights * (1 / Tolerances.MemoryRounding))
        {
            findings.Add(
                "memory-stated",
                FindingSeverity.Impossible,
                stated.TotalBytes,
                weights.TotalBytes,
                "bytes",
                $"{Words.Of(stated)} per GPU are stated, but the weights alone take {Words.Of(weights)}"
            );
            findings.Change($"at least {Words.Of(states)} per GPU");
        }
        else if (stated < states * (1 / Tolerances.Memory))
        {
            var severity = stated < least * (1 / Tolerances.Memory) ? FindingSeverity.Impossible : FindingSeverity.Implausible;
            findings.Add(
                "memory-stated",
                severity,
                stated.TotalBytes,
                states.TotalBytes,
                "bytes",
                $"{Words.Of(stated)} per GPU are stated, but weights, gradients and optimizer states take {Words.Of(states)}, {Words.Of(least)} at the leanest that the claim leaves open"
            );
            findings.Change($"at least {Words.Of(least)} per GPU");
        }
        else
        {
            var total = step.Memory.Total;
            var near = stated >= total * (1 / (Tolerances.Memory * Tolerances.Memory));
            findings.Add(
                "memory-stated",
                near ? FindingSeverity.Ok : FindingSeverity.Note,
                stated.TotalBytes,
                total.TotalBytes,
                "bytes",
                $"{Words.Of(stated)} per GPU are stated, the simulator finds {Words.Of(total)}"
            );
        }
    }
}
