using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

public sealed class AttentionTransferFitTests
{
    private const double CallSeconds = 80e-6;

    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM-80GB");

    private static readonly AttentionLibraryConstants Library = AttentionLibraryCatalog.Default.Libraries.First(library =>
        library.Id == "flash-attention-3"
    );

    // What a sibling with 0.8 of the arithmetic and its own exposure would show, called by a host that needs 80 µs a call.
    private static TrainingAttentionRow[] Rows(double callSeconds)
    {
        var kernel = new AttentionPrefillKernel(
            H100,
            AttentionConstants.OfChip("h100") with
            {
                ArithmeticShare = 0.8,
                SoftmaxExposure = 0.5,
            },
            Library,
            NumberFormat.Bf16
        );
        return
        [
            .. from backward in new[] { false, true }
            from length in new[] { 1024, 2048, 4096, 16384 }
            from heads in new[] { 4, 16, 64 }
            from dim in new[] { 64, 128, 192 }
            let row = new TrainingAttentionRow(backward, 1, length, heads, heads, dim, dim, 0)
            select row with
            {
                Seconds = Math.Max(callSeconds, row.Predict(kernel)),
            },
        ];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CallSeconds)]
    public void Run_RowsOfASlowerSibling_FindsItsConstantsAndTheHost(double callSeconds)
    {
        var (constants, call) = AttentionTransferFit.Run(
            H100,
            AttentionConstants.OfChip("h100"),
            Library,
            callSeconds > 0,
            Rows(callSeconds),
            "known rows"
        );

        Assert.Equal(0.8, constants.ArithmeticShare, 0.02);
        Assert.Equal(0.5, constants.SoftmaxExposure, 0.05);
        Assert.Equal(callSeconds, call, 1e-6);
    }

    [Fact]
    public void Run_AnyRows_StatesTheErrorOfShapesKeptBack() =>
        Assert.Contains(
            "of shapes kept back: forward 0.",
            AttentionTransferFit
                .Run(H100, AttentionConstants.OfChip("h100"), Library, true, Rows(CallSeconds), "known rows")
                .Constants.Origin,
            StringComparison.Ordinal
        );
}
