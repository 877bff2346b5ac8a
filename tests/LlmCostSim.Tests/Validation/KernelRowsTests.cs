using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

/// <summary>
/// Kernel rows of made-up times: what is tested is that they are read, predicted in microseconds and grouped, from whatever source and
/// accelerator.
/// </summary>
public sealed class KernelRowsTests
{
    [Theory]
    [InlineData("source,gpu,dtype,m,n,k,time_us\nnew-tool-3.1,a100,bf16,4096,4096,4096,600\n", "bf16 time>=10us")]
    [InlineData("source,gpu,dtype,m,n,k,time_us\naic-vllm-9.9,h100,fp8,4096,4096,4096,600\n", "fp8 time>=10us")]
    [InlineData("source,gpu,dtype,m,n,k,time_us\naic-vllm-9.9,l40s,int8_wo,4096,4096,4096,600\n", "int8_wo time>=10us")]
    [InlineData(
        "source,gpu,dtype,kv_dtype,batch,q_len,past_kv,heads,kv_heads,head_dim,window,time_us\nx,a100,bf16,bf16,1,4096,0,32,8,128,0,600\n",
        "bf16 time>=10us"
    )]
    [InlineData(
        "source,gpu,dtype,kv_dtype,batch,context,heads,kv_heads,head_dim,window,time_us\nx,h200,bf16,fp8,64,4096,32,8,128,0,600\n",
        "bf16 kv_fp8 time>=10us"
    )]
    [InlineData(
        "source,gpu,collective,bytes,ranks,topology,time_us\nx,h100,all_reduce,1073741824,8,nvswitch-nvlink4-8,4000\n",
        "all_reduce time>=10us"
    )]
    [InlineData("source,gpu,op,tokens,bytes,time_us\nx,a100,input_layernorm,4096,268435456,200\n", "input_layernorm time>=10us")]
    [InlineData(
        "system,gpu,op,batch,m,n,k,layout,efficiency,tflops\nb200,B200-SXM,matmul,1,4096,4096,4096,NN,0.7,1575\n",
        "matmul time>=10us"
    )]
    public void Validate_KernelRow_IsPredictedInMicroseconds(string text, string metric)
    {
        var row = Assert.Single(new Validator().Validate([MeasuredFile.Read("kernels.csv", new StringReader(text))]).Rows);
        Assert.Equal("", row.Reason);
        Assert.Equal(metric, row.Metric);
        Assert.InRange(row.Predicted!.Value / row.Measured!.Value, 0.2, 5);
    }
}
