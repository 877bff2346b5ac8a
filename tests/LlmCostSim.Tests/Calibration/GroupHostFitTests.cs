using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

public sealed class GroupHostFitTests
{
    private static readonly GemmKernel Kernel = new(
        HardwareCatalog.Default.Get("H100-SXM-80GB"),
        GemmConstants.OfChip("h100"),
        GemmLibraryConstants.Default,
        NumberFormat.Bf16
    );

    [Fact]
    public void Run_GroupsOfAHostThatTakes12Microseconds_FindsThem()
    {
        GroupedGemmRow[] rows =
        [
            .. from groups in new[] { 8, 64, 256 }
            from m in new[] { 16, 128, 1024 }
            from n in new[] { 1536, 4096 }
            select new GroupedGemmRow(groups, m, n, 2048, 2, Math.Max(groups * 12e-6, Kernel.Seconds(m, n, 2048, groups, 2))),
        ];

        var (seconds, origin) = GroupHostFit.Run(Kernel, rows);

        Assert.Equal(12e-6, seconds, 0.2e-6);
        Assert.Contains("of shapes kept back 0.", origin, StringComparison.Ordinal);
    }
}
