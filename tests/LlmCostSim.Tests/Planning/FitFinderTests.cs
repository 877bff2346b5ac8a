using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;

namespace LlmCostSim.Tests.Planning;

public class FitFinderTests
{
    [Fact]
    public void Find_On24GB_LargerModelsByCheaperMethods()
    {
        var rows = FitFinder.Find(new FitRequest(HardwareCatalog.Default.Get("RTX-4090-24GB"), 1)).ToDictionary(static r => r.Method);
        Assert.True(rows["full"].Parameters < rows["lora"].Parameters);
        Assert.True(rows["lora"].Parameters < rows["qlora"].Parameters);
        Assert.True(rows["inference bf16"].Parameters < rows["inference int4"].Parameters);
        Assert.All(rows.Values, static r => Assert.True(r.Needs <= r.Has));
        Assert.All(
            rows.Values.Where(static r => !r.Method.StartsWith("inference", StringComparison.Ordinal)),
            static r => Assert.True(r.Epoch.TotalSeconds > 0)
        );
    }

    [Fact]
    public void Find_OneModelThatDoesNotFit_SaysWhatItNeeds()
    {
        var request = new FitRequest(HardwareCatalog.Default.Get("RTX-4090-24GB"), 1)
        {
            Models = [ModelCatalog.Default.Get("llama-2-70b").Spec],
        };
        var full = FitFinder.Find(request)[0];
        Assert.Equal("", full.Model);
        Assert.True(full.Needs > full.Has);
    }

    [Fact]
    public void Find_LargestBatch_OneMoreDoesNotFit()
    {
        var request = new FitRequest(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1)
        {
            Models = [ModelCatalog.Default.Get("llama-2-7b").Spec],
        };
        var lora = FitFinder.Find(request).Single(static r => r.Method == "lora");
        Assert.InRange(lora.LargestBatch, 1, 4095);
        Assert.Equal(4096, lora.LongestSequence);
    }
}
