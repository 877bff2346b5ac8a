using System.Text.Json;
using LlmCostSim.Reporting;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

public sealed class ValidatorTests
{
    // Rows of Korthikanti et al. 2022 (Table 5) and LLM Foundry's throughput tables, one suspect, one not fully stated, one without its
    // GPU, one of an unknown framework.
    private const string Training = """
        id,source,model,layers,hidden,heads,kv_heads,ffn,ffn_kind,vocab,seq,gpu,gpus,gpus_per_node,node_network_gbps,tp,pp,dp,cp,ep,virtual_stages,sharding,sequence_parallel,recompute,attention,framework,precision,global_batch,micro_batch,metric,value,unit,notes,norm,positions,tied_embeddings,biases,dropout,causal,gather_dtype,reduce_dtype,main_grad_dtype,comm_overlap,cp_kind,pipeline_split,measured_kind,quality,assumed,head_dim,micro_batches,fully_stated
        k22,"Korthikanti et al. 2022, Table 5",,48,6144,64,64,24576,gelu,51200,2048,A100-SXM-80GB,8,8,1600.0,8,1,1,1,1,1,none,no,full,unfused,megatron,fp16,4,4,step_time,1.42,s,1F1B,layernorm,learned,yes,yes,0.1,yes,fp16,fp32,fp32,none,,,measured,ok,,96,1,yes
        lf,LLM Foundry throughput tables,mpt-1b,24,2048,16,16,8192,gelu,50368,32768,H100-SXM-80GB,8,8,3200.0,1,1,8,1,1,1,fsdp-full,no,none,flash,llm-foundry-fsdp,bf16,32,1,tokens_per_second_per_gpu,12025.0,tokens/s/GPU,,layernorm,learned,yes,yes,0,yes,bf16,fp32,fp32,fsdp-prefetch,,,measured,ok,,128,4,yes
        lf2,LLM Foundry throughput tables,mpt-1b,24,2048,16,16,8192,gelu,50368,32768,H100-SXM-80GB,8,8,3200.0,1,1,8,1,1,1,fsdp-full,no,none,flash,llm-foundry-fsdp,bf16,32,1,tokens_per_second_per_gpu,12025.0,tokens/s/GPU,,layernorm,learned,yes,yes,0,yes,bf16,fp32,fp32,fsdp-prefetch,,,measured,suspect: outlier,,128,4,yes
        lf3,LLM Foundry throughput tables,mpt-1b,24,2048,16,16,8192,gelu,50368,32768,,8,8,3200.0,1,1,8,1,1,1,fsdp-full,no,none,flash,llm-foundry-fsdp,bf16,32,1,tokens_per_second_per_gpu,12025.0,tokens/s/GPU,,layernorm,learned,yes,yes,0,yes,bf16,fp32,fp32,fsdp-prefetch,,,measured,ok,,128,4,yes
        lf4,LLM Foundry throughput tables,mpt-1b,24,2048,16,16,8192,gelu,50368,32768,H100-SXM-80GB,8,8,3200.0,1,1,8,1,1,1,fsdp-full,no,none,flash,zzzzzzzzzzzzzzzz,bf16,32,1,tokens_per_second_per_gpu,12025.0,tokens/s/GPU,,layernorm,learned,yes,yes,0,yes,bf16,fp32,fp32,fsdp-prefetch,,,measured,ok,,128,4,no
        fit,LLM Foundry throughput tables,mpt-1b,24,2048,16,16,8192,gelu,50368,2048,H100-SXM-80GB,8,8,3200.0,1,1,8,1,1,1,fsdp-full,no,none,flash,llm-foundry-fsdp,bf16,32,1,fits,1,0 or 1,,layernorm,learned,yes,yes,0,yes,bf16,fp32,fp32,fsdp-prefetch,,,measured,ok,,128,4,yes
        """;

    [Fact]
    public void Validate_TrainingRows_CountsPredictedSkippedAndNotScored()
    {
        var report = Validate(("training.csv", Training));
        Assert.Equal(3, report.Counted);
        Assert.Equal(1, report.Skipped);
        Assert.Equal(2, report.NotScored);
        Assert.Equal(["step_time", "tokens_per_second_per_gpu", "fits"], report.Groups.Select(group => group.Metric));
        Assert.Contains("gpu is not stated", report.Rows.Single(row => row.Id == "lf3").Reason, StringComparison.Ordinal);
        Assert.Contains("zzzz", report.Rows.Single(row => row.Id == "lf4").Reason, StringComparison.Ordinal);
        Assert.NotNull(report.Rows.Single(row => row.Id == "lf2").Predicted);
        Assert.Equal(1, report.Groups[2].Accuracy);
    }

    [Fact]
    public void Validate_MeasuredColumnChanged_PredictsTheSame()
    {
        var first = Validate(("training.csv", Training));
        var second = Validate(
            (
                "training.csv",
                Training.Replace("12025.0", "9.5", StringComparison.Ordinal).Replace(",1.42,", ",99,", StringComparison.Ordinal)
            )
        );
        Assert.Equal(first.Rows.Select(row => row.Predicted), second.Rows.Select(row => row.Predicted));
    }

    [Fact]
    public void Validate_Json_HasNumbersWhereNothingWasPredicted()
    {
        var report = Validate(
            ("gemm_x.csv", "source,gpu,dtype,m,n,k,time_us\nsomeone,no-such-gpu,bf16,64,64,64,12\nsomeone,no-such-gpu,bf16,64,64,,\n")
        );
        using var json = JsonDocument.Parse(ValidationJson.ToText(report));
        var group = json.RootElement.GetProperty("groups")[0];
        Assert.Equal("bf16 time>=10us", group.GetProperty("metric").GetString());
        foreach (var name in new[] { "rows", "mape", "median", "p90", "bias", "intervalCoverage" })
        {
            Assert.Equal(0, group.GetProperty(name).GetDouble());
        }

        Assert.Equal(2, json.RootElement.GetProperty("total").GetProperty("skipped").GetInt32());
        using var reasons = new StringWriter();
        ValidationText.WriteReasons(report, reasons);
        Assert.Contains("gemm_x.csv:2: skipped", reasons.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A row that names a model of the table is predicted as one that states its architecture, wherever the table comes.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Validate_ArchitectureTable_AddsModelsWhateverItsPlace(bool first)
    {
        const string Columns =
                "id,model,layers,hidden,heads,kv_heads,ffn,ffn_kind,vocab,seq,gpu,gpus,dp,framework,precision,global_batch,micro_batch,metric,value,quality,norm,positions,tied_embeddings,biases\n",
            Run = "A100-SXM-80GB,1,1,megatron,bf16,4,1,step_time,1,ok";
        (string, string) rows = (
            "training.csv",
            $"{Columns}named,No Such 1B,,,,,,,,512,{Run},,,,\nstated,,2,256,4,4,1024,gelu,1000,512,{Run},layernorm,learned,yes,yes\n"
        );
        (string, string) table = (
            "architectures.csv",
            "name,kind,layers,hidden,heads,kv_heads,head_dim,ffn,ffn_kind,vocab,vocab_padded,max_seq,positional,norm,tied_embeddings,biases,exact_params\nNo Such 1B,decoder,2,256,4,4,64,1024,gelu,1000,1000,512,learned,layernorm,yes,yes,\n"
        );

        var report = first ? Validate(table, rows) : Validate(rows, table);

        Assert.NotNull(report.Rows[1].Predicted);
        Assert.Equal(report.Rows[1].Predicted, report.Rows[0].Predicted);
    }

    [Fact]
    public void Validate_WhatHoldsNoRows_IsNamedAsIgnored()
    {
        var report = Validate(
            ("unknown.csv", "a,b\n1,2\n"),
            ("architectures.csv", "name,kind,layers,hidden,exact_params\nBroken,decoder,,256,\n")
        );
        Assert.Empty(report.Rows);
        Assert.Equal(
            ["architectures.csv:2: Broken: layers is not stated", "unknown.csv: its columns are those of no known kind of measured file"],
            report.Ignored
        );
    }

    private static ValidationReport Validate(params (string Name, string Text)[] files) =>
        new Validator().Validate([.. files.Select(file => MeasuredFile.Read(file.Name, new StringReader(file.Text)))]);
}
