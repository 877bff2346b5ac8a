using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// The constants that rows of each kind can tell: a few each, the ones that differ most between accelerators of one family and between
/// hosts.
/// </summary>
internal static class CalibrationKnobs
{
    // Shares of peak differ by some 20 % between cards of one family (A100-PCIe and B200 against A100 and H100 in the operator tables),
    // times by more.
    private const double ShareSpread = 0.2,
        TimeSpread = 0.4;

    /// <summary>All constants that some of the rows can tell.</summary>
    public static IReadOnlyList<CalibrationKnob> For(CalibrationState state, IReadOnlyCollection<MeasuredRow> rows)
    {
        var kinds = rows.Select(static row => row.File.Kind).ToHashSet();
        var knobs = new List<CalibrationKnob>();
        if (kinds.Contains(MeasuredKind.Gemm) || rows.Any(IsOperatorGemm))
        {
            knobs.AddRange(Gemm(state.Gemm, rows));
        }

        if (kinds.Contains(MeasuredKind.AttentionPrefill) || rows.Any(IsOperatorAttention))
        {
            knobs.AddRange(Prefill(state.Attention));
        }

        if (kinds.Contains(MeasuredKind.AttentionDecode))
        {
            knobs.AddRange(Decode(state.Attention));
        }

        if (kinds.Contains(MeasuredKind.Collective))
        {
            knobs.AddRange(Collectives(state.Collectives, rows));
        }

        if (kinds.Contains(MeasuredKind.Elementwise))
        {
            knobs.AddRange(Elementwise(state.Elementwise));
        }

        if (kinds.Contains(MeasuredKind.Training))
        {
            knobs.AddRange(state.Stacks.SelectMany(Stack));
        }

        return knobs;
    }

    private static bool IsOperatorGemm(MeasuredRow row) =>
        row.File.Kind == MeasuredKind.OperatorEfficiency && row.Text("op").Contains("matmul", StringComparison.Ordinal);

    private static bool IsOperatorAttention(MeasuredRow row) =>
        row.File.Kind == MeasuredKind.OperatorEfficiency && row.Text("op").StartsWith("sdp", StringComparison.Ordinal);

    private static IEnumerable<CalibrationKnob> Prefill(AttentionConstants now)
    {
        yield return Attention(
            "arithmeticShare",
            now.ArithmeticShare,
            1.3,
            static (attention, value) => attention with { ArithmeticShare = value }
        );
    }

    private static IEnumerable<CalibrationKnob> Decode(AttentionConstants now)
    {
        yield return Attention("decodeShare", now.DecodeShare, 1.3, static (attention, value) => attention with { DecodeShare = value });
        yield return Attention(
            "memoryEfficiency",
            now.MemoryEfficiency,
            0.97,
            static (attention, value) => attention with { MemoryEfficiency = value }
        );
    }

    private static CalibrationKnob Attention(
        string name,
        double now,
        double most,
        Func<AttentionConstants, double, AttentionConstants> set
    ) => new("attention." + name, now, 0.3, most, ShareSpread, (state, value) => state with { Attention = set(state.Attention, value) });

    private static IEnumerable<CalibrationKnob> Gemm(GemmConstants now, IReadOnlyCollection<MeasuredRow> rows)
    {
        var formats = rows.Where(row => row.File.Kind == MeasuredKind.Gemm)
            .Select(row => row.Text("dtype"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (formats.Count == 0 || formats.Any(format => format is "bf16" or "fp16" or "tf32" or "fp32"))
        {
            yield return Tiles("tileShare16Bit", now.TileEfficiency16Bit, (c, tiles) => c with { TileEfficiency16Bit = tiles });
        }

        if (formats.Any(format => format is "fp8" or "int8"))
        {
            yield return Tiles("tileShare8Bit", now.TileEfficiency8Bit, (c, tiles) => c with { TileEfficiency8Bit = tiles });
        }

        if (formats.Any(format => format.EndsWith("_wo", StringComparison.Ordinal)))
        {
            yield return Tiles(
                "tileShareWeightOnly",
                now.TileEfficiencyWeightOnly,
                (c, tiles) => c with { TileEfficiencyWeightOnly = tiles }
            );
        }

        yield return new(
            "gemm.bandwidthEfficiency",
            now.BandwidthEfficiency,
            0.3,
            1,
            ShareSpread,
            (s, v) => s with { Gemm = s.Gemm with { BandwidthEfficiency = v } }
        );
        yield return new(
            "gemm.launchSeconds",
            now.LaunchSeconds,
            2e-7,
            5e-5,
            TimeSpread,
            (s, v) => s with { Gemm = s.Gemm with { LaunchSeconds = v } }
        );
        yield return new(
            "gemm.throttleDepth",
            now.ThrottleDepth,
            0,
            1,
            ShareSpread / 2,
            (s, v) => s with { Gemm = s.Gemm with { ThrottleDepth = v } }
        );
    }

    // All tiles of a table together: which is best for a shape is the library's affair, how fast they all run the card's.
    private static CalibrationKnob Tiles(
        string name,
        IReadOnlyList<double> now,
        Func<GemmConstants, IReadOnlyList<double>, GemmConstants> with
    ) =>
        new(
            $"gemm.{name}",
            1,
            0.3,
            1.3,
            ShareSpread,
            (state, share) => state with { Gemm = with(state.Gemm, [.. now.Select(efficiency => Math.Min(1, share * efficiency))]) }
        );

    private static IEnumerable<CalibrationKnob> Collectives(CollectiveConstants now, IReadOnlyCollection<MeasuredRow> rows)
    {
        CalibrationKnob Knob(
            string name,
            double start,
            double minimum,
            double maximum,
            double spread,
            Func<CollectiveConstants, double, CollectiveConstants> with
        ) =>
            new(
                $"collectives.{name}",
                start,
                minimum,
                maximum,
                spread,
                (state, value) => state with { Collectives = with(state.Collectives, value) }
            );
        yield return Knob("linkEfficiency", now.LinkEfficiency, 0.1, 0.97, ShareSpread, (c, v) => c with { LinkEfficiency = v });
        yield return Knob("kernelSeconds", now.KernelSeconds, 1e-6, 1e-4, TimeSpread, (c, v) => c with { KernelSeconds = v });
        yield return Knob("stepSeconds", now.StepSeconds, 1e-7, 2e-5, TimeSpread, (c, v) => c with { StepSeconds = v });
        if (now.InSwitchEfficiency > 0)
        {
            yield return Knob(
                "inSwitchEfficiency",
                now.InSwitchEfficiency,
                0.1,
                0.97,
                ShareSpread,
                (c, v) => c with { InSwitchEfficiency = v }
            );
        }

        if (rows.Any(row => row.Text("topology").Contains("nodes", StringComparison.Ordinal)))
        {
            yield return Knob(
                "networkStepSeconds",
                now.NetworkStepSeconds,
                1e-6,
                2e-4,
                TimeSpread,
                (c, v) => c with { NetworkStepSeconds = v }
            );
        }
    }

    private static IEnumerable<CalibrationKnob> Elementwise(ElementwiseConstants now)
    {
        yield return new(
            "elementwise.memoryEfficiency",
            now.MemoryEfficiency,
            0.3,
            0.97,
            ShareSpread,
            (s, v) => s with { Elementwise = s.Elementwise with { MemoryEfficiency = v } }
        );
        yield return new(
            "elementwise.kernelSeconds",
            now.KernelSeconds,
            2e-7,
            5e-5,
            TimeSpread,
            (s, v) => s with { Elementwise = s.Elementwise with { KernelSeconds = v } }
        );
        yield return new(
            "elementwise.cacheRatio",
            now.CacheRatio,
            1,
            4,
            ShareSpread,
            (s, v) => s with { Elementwise = s.Elementwise with { CacheRatio = v } }
        );
    }

    /// <summary>
    /// What a host and its framework do to a step: launches and fixed costs, and what kernels sustain inside a step, each with the spread of
    /// its prior.
    /// </summary>
    public static IReadOnlyList<(TrainingKnob Knob, double Spread)> OfStacks { get; } =
    [
        (TrainingKnob.Launch, TimeSpread),
        (TrainingKnob.Step, 2 * TimeSpread),
        (TrainingKnob.Matrix, ShareSpread),
        (TrainingKnob.Elementwise, TimeSpread),
        (TrainingKnob.Network, TimeSpread),
    ];

    private static IEnumerable<CalibrationKnob> Stack(SoftwareStack now)
    {
        CalibrationKnob Knob(TrainingKnob knob, double spread) =>
            new(
                $"stacks.{now.Id}.{knob.Name}",
                knob.Get(now),
                Math.Max(knob.Minimum, 1e-2),
                knob.Maximum,
                spread,
                (state, value) => state.With(now.Id, stack => knob.Set(stack, value))
            );
        return OfStacks.Select(known => Knob(known.Knob, known.Spread));
    }
}
