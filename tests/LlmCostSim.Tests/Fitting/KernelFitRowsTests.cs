using LlmCostSim.Calibration;
using LlmCostSim.Fitting;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Fitting;

public sealed class KernelFitRowsTests
{
    private const string DecodeHeader = "source,gpu,dtype,kv_dtype,batch,context,heads,kv_heads,head_dim,window,time_us\n";

    private static MeasuredFile File(string text) => MeasuredFile.Read("measured.csv", new StringReader(text));

    [Fact]
    public void Gemm_WeightOnlyRow_IsOfTheLibraryOfItsFormats()
    {
        var row = Assert.Single(
            KernelFitRows.Gemm(File("source,gpu,dtype,m,n,k,time_us\nsome-engine-1,a100,int8_wo,16,4096,11008,25.5\n"))
        );

        Assert.Equal(new GemmRow("some-engine-1", "a100", NumberFormat.Int8WeightOnly, 16, 4096, 11008, 25.5e-6), row);
        Assert.Equal("some-engine-1/int8_wo@a100", row.LibraryId);
    }

    [Fact]
    public void Attention_ColumnsOfAPrefill_ReadNewAndCachedTokens()
    {
        var row = Assert.Single(
            KernelFitRows.Attention(
                File(
                    "source,gpu,dtype,kv_dtype,batch,q_len,past_kv,heads,kv_heads,head_dim,window,time_us\ns,a100,bf16,fp8,2,64,32,8,1,128,0,20.5\n"
                )
            )
        );

        Assert.Equal(
            (64, 32, NumberFormat.Fp8, false, 20.5e-6),
            (row.QueryLength, row.PastLength, row.Format, row.IsDecode, row.MeasuredSeconds)
        );
    }

    [Fact]
    public void Attention_ColumnsOfADecode_ReadOneNewTokenAndItsContext()
    {
        var row = Assert.Single(KernelFitRows.Attention(File(DecodeHeader + "s,a100,bf16,bf16,2,64,8,1,128,7,20.5\n")));

        Assert.Equal((1, 64, 7, true), (row.QueryLength, row.PastLength, row.Window, row.IsDecode));
    }

    [Theory]
    [InlineData("all_reduce", CollectiveKind.AllReduce)]
    [InlineData("allreduce", CollectiveKind.AllReduce)]
    [InlineData("all_to_all", CollectiveKind.AllToAll)]
    [InlineData("alltoall", CollectiveKind.AllToAll)]
    internal void Collectives_EitherSpelling_AreTheSame(string name, CollectiveKind expected)
    {
        var row = Assert.Single(
            KernelFitRows.Collectives(
                File($"source,gpu,collective,bytes,ranks,topology,time_us\ns,a100,{name},2048,2,nvswitch-nvlink3-8,20.5\n")
            )
        );

        Assert.Equal((expected, 2048.0, 2, 20.5e-6), (row.Kind, row.Bytes, row.Ranks, row.Seconds));
    }

    // As a row of that time is labelled where predictions are judged, whatever it was measured of.
    [Fact]
    public void Times_OfJustTheLimit_AreNotShortButWeighAsShort()
    {
        double[] seconds =
        [
            KernelFitRows.Gemm(File("source,gpu,dtype,m,n,k,time_us\ns,a100,bf16,16,16,16,10.0\n"))[0].Seconds,
            KernelFitRows.Attention(File(DecodeHeader + "s,a100,bf16,bf16,2,64,8,1,128,7,10.0\n"))[0].MeasuredSeconds,
            KernelFitRows
                .Collectives(
                    File("source,gpu,collective,bytes,ranks,topology,time_us\ns,a100,all_reduce,2048,2,nvswitch-nvlink3-8,10.0\n")
                )[0]
                .Seconds,
            KernelFitRows.Elementwise(File("source,gpu,op,tokens,bytes,time_us\ns,a100,add,16,4096,10.0\n"))[0].Seconds,
        ];

        Assert.All(seconds, time => Assert.Equal((false, ShortKernel.Weight), (ShortKernel.Is(time), ShortKernel.WeightOf(time))));
    }

    [Fact]
    public void Attention_TimeThatIsNoNumber_NamesFileAndLine()
    {
        var problem = Assert.Throws<FormatException>(() =>
            KernelFitRows.Attention(File(DecodeHeader + "s,a100,bf16,bf16,2,64,8,1,128,7,x\n"))
        );

        Assert.Equal("measured.csv:2: time_us 'x' is not a positive number", problem.Message);
    }

    [Fact]
    public void GroupedMultiplies_WeightGradient_MultipliesTheTransposedForwardPass()
    {
        var row = Assert.Single(
            KernelFitRows.GroupedMultiplies(
                File(
                    """
                    system,gpu,op,peak_tflops,batch,m,n,k,layout,accumulate,out_dtype,stage,seq_len,heads,kv_heads,qk_dim,v_dim,efficiency,tflops
                    s,known,group_matmul,2250,8,128,1536,2048,,True,bf16,bwd_grad_w,,,,,,0.1,100
                    s,known,matmul,2250,1,128,1536,2048,TN,False,bf16,,,,,,,0.1,100
                    s,other,group_matmul,2250,8,128,1536,2048,,False,bf16,fwd,,,,,,0.1,100
                    """
                ),
                "known"
            )
        );

        Assert.Equal((8.0, 1536.0, 2048.0, 128.0, 4.0), (row.Groups, row.M, row.N, row.K, row.OutputBytes));
        Assert.Equal(2.0 * 8 * 128 * 1536 * 2048 / 100e12, row.Seconds, 1e-12);
    }
}
