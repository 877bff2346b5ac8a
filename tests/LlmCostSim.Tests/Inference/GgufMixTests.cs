using LlmCostSim.Inference;
using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Inference;

public sealed class GgufMixTests
{
    /// <summary>Bits per weight of Llama 3.1 8B in llama.cpp's tools/quantize/README.md.</summary>
    [Theory]
    [InlineData("iq2_xxs", 2.3824)]
    [InlineData("iq2_m", 2.9294)]
    [InlineData("iq3_m", 3.7628)]
    [InlineData("iq4_xs", 4.4597)]
    [InlineData("iq4_nl", 4.6818)]
    public void Bytes_Llama8B_AreThePublishedOnes(string format, double bits)
    {
        var model = ModelCatalog.Default.Get("llama-3.1-8b").Spec;
        Assert.Equal(bits, 8 * StoredWeights.Bytes(model, format)!.Value / ParameterCount.Total(model), 3);
    }
}
