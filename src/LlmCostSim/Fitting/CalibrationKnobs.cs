using LlmCostSim.Calibration;
using LlmCostSim.Stacks;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>The constants of <see cref="CalibrationPlan"/> that a user's rows can tell.</summary>
internal static class CalibrationKnobs
{
    // A host time of nothing has no logarithm, on whose scale priors of times are.
    private const double LeastOfStacks = 1e-2;

    /// <summary>All constants that some of the rows can tell, from the values in use.</summary>
    public static IReadOnlyList<Knob<CalibrationState>> For(CalibrationState state, IReadOnlyCollection<MeasuredRow> rows)
    {
        var evidence = Evidence(state, rows);
        return
        [
            .. CalibrationPlan.Default.Kernels.Where(known => evidence.HasFlag(known.ToldBy)).Select(known => OfKernel(known, state)),
            .. state.Stacks.SelectMany(stack =>
                CalibrationPlan.Default.Stacks.Select(known => OfStack(stack, known.Constant, known.Spread))
            ),
        ];
    }

    private static CalibrationEvidence Evidence(CalibrationState state, IReadOnlyCollection<MeasuredRow> rows)
    {
        var kinds = rows.Select(static row => row.File.Kind).ToHashSet();
        var formats = rows.Where(row => row.File.Kind == MeasuredKind.Gemm)
            .Select(row => row.Text("dtype"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var gemm = kinds.Contains(MeasuredKind.Gemm) || rows.Any(row => IsOperator(row, "matmul"));
        var collectives = kinds.Contains(MeasuredKind.Collective);
        CalibrationEvidence If(bool told, CalibrationEvidence evidence) => told ? evidence : CalibrationEvidence.None;
        return If(gemm, CalibrationEvidence.Gemm)
            | If(
                gemm && (formats.Count == 0 || formats.Any(format => format is "bf16" or "fp16" or "tf32" or "fp32")),
                CalibrationEvidence.Gemm16Bit
            )
            | If(formats.Any(format => format is "fp8" or "int8"), CalibrationEvidence.Gemm8Bit)
            | If(formats.Any(format => format.EndsWith("_wo", StringComparison.Ordinal)), CalibrationEvidence.GemmWeightOnly)
            | If(kinds.Contains(MeasuredKind.AttentionPrefill) || rows.Any(row => IsOperator(row, "sdp")), CalibrationEvidence.Prefill)
            | If(kinds.Contains(MeasuredKind.AttentionDecode), CalibrationEvidence.Decode)
            | If(collectives, CalibrationEvidence.Collectives)
            | If(collectives && state.Collectives.InSwitchEfficiency > 0, CalibrationEvidence.CollectivesInSwitch)
            | If(
                rows.Any(row => row.Text("topology").Contains("nodes", StringComparison.Ordinal)),
                CalibrationEvidence.CollectivesBetweenNodes
            )
            | If(kinds.Contains(MeasuredKind.Elementwise), CalibrationEvidence.Elementwise);
    }

    private static bool IsOperator(MeasuredRow row, string name) =>
        row.File.Kind == MeasuredKind.OperatorEfficiency && row.Text("op").Contains(name, StringComparison.Ordinal);

    private static Knob<CalibrationState> OfKernel(CalibratedConstant known, CalibrationState state)
    {
        if (known.IsRelative)
        {
            var table = Tiles(known.Range.Name);
            return new(known.Range, (whole, share) => whole with { Gemm = table.Scaled(whole.Gemm, share) });
        }

        var constant = Constant(known.Range.Name);
        return constant.Knob(known.From(constant.Get(state)));
    }

    private static GemmTileTable Tiles(string name) =>
        GemmConstantTables.Tiles.First(table => name == "gemm." + table.Name.Replace("Efficiency", "Share", StringComparison.Ordinal));

    private static NamedConstant<CalibrationState> Constant(string name) =>
        name.Split('.') switch
        {
            ["gemm", var own] => GemmConstantTables
                .Hardware[own]
                .In<CalibrationState>(whole => whole.Gemm, (whole, c) => whole with { Gemm = c }),
            ["attention", var own] => AttentionConstantTables
                .Chip[own]
                .In<CalibrationState>(whole => whole.Attention, (whole, c) => whole with { Attention = c }),
            ["collectives", var own] => CollectiveConstantTables
                .Chip[own]
                .In<CalibrationState>(whole => whole.Collectives, (whole, c) => whole with { Collectives = c }),
            ["elementwise", var own] => ElementwiseConstantTables
                .Chip[own]
                .In<CalibrationState>(whole => whole.Elementwise, (whole, c) => whole with { Elementwise = c }),
            _ => throw new ArgumentException($"'{name}' is a constant of no kind of kernel.", nameof(name)),
        };

    private static Knob<CalibrationState> OfStack(SoftwareStack stack, string name, double spread)
    {
        var (constant, range) = (StackConstantTables.Get(name), TrainingPlan.Constants.First(parameter => parameter.Name == name));
        var minimum = Math.Max(range.Minimum, LeastOfStacks);
        var start = Math.Clamp(constant.Get(stack), minimum, range.Maximum);
        return new(
            new FitParameter($"stacks.{stack.Id}.{name}", start, minimum, range.Maximum) { PriorSpread = spread },
            (state, value) => state.With(stack.Id, now => constant.With(now, value))
        );
    }
}
