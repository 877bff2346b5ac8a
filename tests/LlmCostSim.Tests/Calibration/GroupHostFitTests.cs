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

    [Fact]
    public void Read_WeightGradient_MultipliesTheTransposedForwardPass()
    {
        const string Table = """
            system,gpu,op,peak_tflops,batch,m,n,k,layout,accumulate,out_dtype,stage,seq_len,heads,kv_heads,qk_dim,v_dim,efficiency,tflops
            s,known,group_matmul,2250,8,128,1536,2048,,True,bf16,bwd_grad_w,,,,,,0.1,100
            s,known,matmul,2250,1,128,1536,2048,TN,False,bf16,,,,,,,0.1,100
            s,other,group_matmul,2250,8,128,1536,2048,,False,bf16,fwd,,,,,,0.1,100
            """;

        var row = Assert.Single(GroupedGemmRow.Read(new StringReader(Table), "known"));

        Assert.Equal((8.0, 1536.0, 2048.0, 128.0, 4.0), (row.Groups, row.M, row.N, row.K, row.OutputBytes));
        Assert.Equal(2.0 * 8 * 128 * 1536 * 2048 / 100e12, row.Seconds, 1e-12);
    }
}
