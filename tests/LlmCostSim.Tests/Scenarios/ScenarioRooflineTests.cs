using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>The operations that a scenario's roofline has are those of its estimate.</summary>
public sealed class ScenarioRooflineTests
{
    /// <summary>
    /// Attention replicas have whole matrices and a share of the sequences each: the same arithmetic, and all of the weights' bytes
    /// instead of an eighth.
    /// </summary>
    [Fact]
    public void NextToken_OfAttentionReplicas_ReadsWholeMatrices()
    {
        var divided = NextAttentionOutput(1);
        var replicas = NextAttentionOutput(8);
        Assert.Equal(divided.Flops, replicas.Flops, 1e-6 * divided.Flops);
        Assert.InRange(replicas.Bytes / divided.Bytes, 7, 8);
    }

    private static RooflinePoint NextAttentionOutput(int attentionData)
    {
        var estimator = new Estimator();
        var scenario = new ScenarioReader().Read(
            $$"""
            {
              "kind": "inference", "model": "deepseek-v3", "cluster": { "accelerator": "H200-SXM-141GB", "count": 8 },
              "strategy": { "tensor": 8, "expert": 8, "attentionData": {{attentionData}}, "weights": "fp8", "framework": "sglang" },
              "workload": { "batch": 64, "inputTokens": 1024, "outputTokens": 128 }
            }
            """
        );
        var (_, points) = ScenarioRoofline.Of(scenario, estimator).Single(phase => phase.Phase == "next token");
        return points.First(point => point.Role == OpRole.AttentionOutput);
    }
}
