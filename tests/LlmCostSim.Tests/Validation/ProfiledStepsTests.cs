using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

/// <summary>Rows that are profiles put together by a simulator, not steps of a cluster.</summary>
public sealed class ProfiledStepsTests
{
    private const string Columns =
        "id,source,layers,hidden,heads,kv_heads,ffn,ffn_kind,vocab,seq,gpu,gpus,gpus_per_node,node_network_gbps,tp,pp,dp,sharding,sequence_parallel,recompute,attention,framework,"
        + "precision,global_batch,micro_batch,metric,value,unit,norm,positions,tied_embeddings,biases,dropout,causal,quality,fully_stated";

    [Fact]
    public void Predict_ProfiledRow_IsWithoutRecomputationAndWithTheProfiledVocabulary()
    {
        const string Profiled = "vTrain validation set (MICRO 2024), single-node";
        Assert.Equal(Predicted(Profiled, "full", 50432), Predicted(Profiled, "none", 51200));
    }

    [Fact]
    public void Predict_MeasuredRow_IsAsItsColumnsSay()
    {
        const string Measured = "vTrain validation set (MICRO 2024), multi-node";
        Assert.True(Predicted(Measured, "full", 50432) > 1.2 * Predicted(Measured, "none", 50432));
        Assert.True(Predicted(Measured, "full", 50432) < Predicted(Measured, "full", 100864));
    }

    private static double Predicted(string source, string recompute, int vocabulary)
    {
        var row =
            $"a,\"{source}\",24,2048,16,16,8192,gelu,{vocabulary},1024,A100-SXM-80GB,2,8,800,2,1,1,none,no,{recompute},unfused,megatron-deepspeed,"
            + "fp16,16,8,step_time,1,s,layernorm,learned,yes,yes,0.1,yes,ok,yes";
        var report = new Validator().Validate([MeasuredFile.Read("training.csv", new StringReader(Columns + "\n" + row + "\n"))]);
        return Assert.Single(report.Rows).Predicted!.Value;
    }
}
