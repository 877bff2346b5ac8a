using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

/// <summary>What is known of the load tests behind measured rows.</summary>
public sealed class LoadTestTests
{
    private static LoadTest Of(string columns, string cells) =>
        LoadTest.Of(Assert.Single(MeasuredFile.Read("inference.csv", new StringReader($"{columns}\n{cells}")).Rows));

    [Fact]
    public void Of_RowsOfSeveralEntries_TakesEachSettingFromTheFirst()
    {
        var test = Of(
            "source,notes,engine,gpu_id,load,input_len,output_len,tp,weights_dtype,metric,value_si",
            "aic-silicon_sample@x,id=2026_04_06_a,tensorrt-llm,H200-SXM-141GB,closed,1024,1024,4,fp8,mean_ttft,1"
        );
        Assert.Equal((10, 0.2, 20, 1), (test.RequestsPerClient, test.LengthSpread, test.WaitSteps, test.CacheBytes));
        Assert.Equal(0, test.DistinctPrompts);
    }

    [Theory]
    [InlineData("1024,8192,4")]
    [InlineData("1024,1024,8")]
    public void Of_OtherLengthsOrRanks_KeepsNoPromptsBack(string shape) =>
        Assert.Equal(
            0,
            Of(
                "source,notes,engine,gpu_id,load,input_len,output_len,tp,metric,value_si",
                $"aic-silicon_sample@x,id=2026_04_06_a,tensorrt-llm,H200-SXM-141GB,closed,{shape},mean_ttft,1"
            ).WaitSteps
        );

    [Fact]
    public void Of_RowOfNoEntry_LeavesAllOpen()
    {
        var test = Of("source,engine,load,metric,value_si", "somewhere,vllm,static,ttft,1");

        Assert.Equal((0, 0, 0, 2), (test.RequestsPerClient, test.LengthSpread, test.DistinctPrompts, test.CacheBytes));
        Assert.Equal((null, null, null), (test.Requests, test.CacheBytesInstead, test.Engine));
    }
}
