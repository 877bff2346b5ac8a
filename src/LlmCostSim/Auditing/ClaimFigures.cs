using LlmCostSim.Lowering;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>What follows from a claim by arithmetic: worked out once, used by all checks. FLOPs come from the lowering.</summary>
internal sealed class ClaimFigures
{
    public ClaimFigures(Claim claim)
    {
        Claim = claim;
        Tokens = claim.Tokens ?? claim.WorkloadTokens ?? FineTuningTokens(claim);
        Count = claim.Count ?? (claim.Stated.LayoutInFull && claim.Stated.Ranks <= int.MaxValue ? (int)claim.Stated.Ranks : null);
        GpuHours = claim.GpuHours?.TotalHours ?? claim.Time?.TotalHours * Count;
        Hours = claim.Time?.TotalHours ?? GpuHours / Count;
        CountFlops();
        SetPeaks();
        Flops = FlopsPerToken * Tokens;
        Mfu = Flops / (GpuHours * 3600 * Peak);
        Hfu = HardwareFlopsPerToken * Tokens / (GpuHours * 3600 * Peak);
        SteadyMfu = claim.TokensPerSecondPerGpu * FlopsPerToken / Peak;
    }

    public Claim Claim { get; }

    /// <summary>Tokens that the run works through.</summary>
    public double? Tokens { get; }

    /// <summary>Accelerators.</summary>
    public int? Count { get; }

    /// <summary>Accelerator hours.</summary>
    public double? GpuHours { get; }

    /// <summary>Wall-clock hours.</summary>
    public double? Hours { get; }

    /// <summary>Model arithmetic per token, forward and backward, causal attention counted once.</summary>
    public double? FlopsPerToken { get; private set; }

    /// <summary>The same with attention counted in full and without it: between them lies every convention in use.</summary>
    public double? FlopsPerTokenFullAttention { get; private set; }

    /// <summary>The same without attention cores.</summary>
    public double? FlopsPerTokenWithoutAttention { get; private set; }

    /// <summary>With recomputation, where the claim states it.</summary>
    public double? HardwareFlopsPerToken { get; private set; }

    /// <summary>How arithmetic was counted, for sentences.</summary>
    public string Basis { get; private set; } = "";

    /// <summary>Model arithmetic of the run.</summary>
    public double? Flops { get; }

    /// <summary>Dense peak of one accelerator in the format of the matrix multiplies, FLOP/s.</summary>
    public double? Peak { get; private set; }

    /// <summary>Highest dense peak of any format that training uses and the claim does not rule out, FLOP/s.</summary>
    public double? HighestPeak { get; private set; }

    /// <summary>Share of the peak that the run's arithmetic takes of its accelerator hours.</summary>
    public double? Mfu { get; }

    /// <summary>The same with recomputation.</summary>
    public double? Hfu { get; }

    /// <summary>Share of the peak at the stated speed.</summary>
    public double? SteadyMfu { get; }

    /// <summary>Real runs on the accelerator.</summary>
    public UtilisationBand Band => UtilisationBands.Of(Claim.Accelerator?.Id ?? ClaimEstimates.StandInAccelerator);

    private static double? FineTuningTokens(Claim claim) =>
        claim.FineTuning is { } data && (claim.SequenceLength is not null || data.MeanLength > 0)
            ? data.Tokens(claim.SequenceLength ?? (int)Math.Ceiling(data.MeanLength))
            : null;

    private void CountFlops()
    {
        if (Claim.Model is not { } model)
        {
            // Without an architecture nothing can be lowered; every parameter takes at least one multiply-accumulate forward and two
            // backward.
            HardwareFlopsPerToken = FlopsPerToken = FlopsPerTokenFullAttention = FlopsPerTokenWithoutAttention = 6 * Claim.Parameters;
            Basis = "6 FLOP per stated parameter and token";
            return;
        }

        // Without a stated length attention is left out: a lower bound, so that nothing is called impossible for it.
        var length =
            Claim.FineTuning is { } data && Claim.SequenceLength is { } longest ? data.RunLength(longest) : Claim.SequenceLength ?? 1;
        var strategy = Claim.Strategy ?? new TrainingStrategy();
        var options = LoweringOptions.For(
            strategy,
            new TrainingWorkload(length, 1, 0, model.EncoderLayers > 0 ? Claim.EncoderLength ?? length : 0),
            KernelFusion.None
        );
        var flops = ModelFlops.PerToken(model, options, causalHalved: true);
        var full = ModelFlops.PerToken(model, options, causalHalved: false);
        var again = !Claim.Stated.Recompute
            ? 0
            : strategy.Recompute.Kind switch
            {
                RecomputeKind.Full => flops.Layers,
                RecomputeKind.Selective => flops.Core,
                _ => 0,
            };
        FlopsPerToken = flops.Forward + flops.Backward;
        FlopsPerTokenFullAttention = full.Forward + full.Backward;
        FlopsPerTokenWithoutAttention = FlopsPerToken * (1 - (flops.Core / flops.Forward));
        HardwareFlopsPerToken = FlopsPerToken + again;
        Basis = Claim.SequenceLength is null
            ? "arithmetic of the architecture without attention, since no sequence length is stated"
            : Words.Join($"arithmetic of the architecture at {length} tokens per sequence, causal attention counted once");
    }

    private void SetPeaks()
    {
        if (Claim.Accelerator is not { } accelerator)
        {
            return;
        }

        var half = accelerator.Peak.SixteenBit ?? accelerator.Peak.Fp32;
        var peak =
            (Claim.Stated.Precision && Claim.Strategy is { } strategy ? accelerator.Peak.Of(strategy.Precision.Compute) : half) ?? half;
        Peak = peak?.FlopsPerSecond;
        HighestPeak = Claim.Stated.Precision
            ? Peak
            : (accelerator.Peak.Fp8 is { } eight && peak is { } sixteen ? FlopRate.Max(eight, sixteen) : peak)?.FlopsPerSecond;
    }
}
