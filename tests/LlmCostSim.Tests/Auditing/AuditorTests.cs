using LlmCostSim.Auditing;
using LlmCostSim.Input;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Auditing;

/// <summary>What single claims come to, and why.</summary>
public class AuditorTests
{
    private const string Falcon40B = """
        { "model": "falcon-40b", "tokens": "2.5 T", "days": 14,
          "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 },
          "strategy": { "tensor": 1, "pipeline": 2, "data": 192, "sharding": "zero1" } }
        """;

    [Fact]
    public void Read_CostInDollars_GoesWithNoOtherCurrency()
    {
        const string Claim = """{ "model": "llama-7b", "cost": "$200k", "economics": { "currency": "EUR", "pricePerGpuHour": 2 } }""";

        Assert.Equal(200e3, new ClaimReader().Read(Claim.Replace("EUR", "USD", StringComparison.Ordinal)).Cost);
        Assert.Equal("$.cost", Assert.Single(Assert.Throws<InvalidInputException>(() => new ClaimReader().Read(Claim)).Problems).Path);
    }

    /// <summary>A claim is any subset of what a run has.</summary>
    [Fact]
    public void Read_EpochsOfNoExamples_IsAClaim()
    {
        var claim = new ClaimReader().Read("""{ "model": "llama-7b", "workload": { "tokens": 1e9, "epochs": 3 } }""");
        Assert.Null(claim.FineTuning);
        Assert.Equal(1e9, claim.WorkloadTokens);
    }

    private static AuditResult Audit(string json) => new Auditor().Audit(new ClaimReader().Read(json));

    [Fact]
    public void Audit_Falcon40BOfTheArticle_IsImpossibleTwice()
    {
        var result = Audit(Falcon40B);
        Assert.Equal(AuditVerdict.Impossible, result.Verdict);
        // claims.csv SC01: 427 % by 6·N·D.
        Assert.InRange(result.Figure("mfu")!.Value, 4.0, 4.6);
        Assert.Equal("compute", result.Findings[0].Check);
        var memory = Assert.Single(result.Findings, finding => finding.Check.StartsWith("memory", StringComparison.Ordinal));
        Assert.Equal(FindingSeverity.Impossible, memory.Severity);
        // claims.csv SC01: 41.3 GB of bf16 weights per GPU at PP 2 with tied embeddings; with the catalogue's separate head slightly more.
        Assert.InRange(result.Figure("weightsPerGpuBytes")!.Value, 41.0e9, 43e9);
        Assert.Contains(result.TrueIf, sentence => sentence.Contains("days on 384 GPUs", StringComparison.Ordinal));
        Assert.Contains(result.TrueIf, sentence => sentence.Contains("tensor", StringComparison.Ordinal));
    }

    [Fact]
    public void Audit_MemoryAlone_IsEnoughForImpossible()
    {
        var result = Audit(
            """{ "model": "falcon-40b", "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 }, "strategy": { "pipeline": 2, "data": 192 } }"""
        );
        Assert.Equal(AuditVerdict.Impossible, result.Verdict);
        Assert.Equal("memory-weights", result.Findings[0].Check);
    }

    [Fact]
    public void Audit_ProductOfLayoutUnlikeTheCount_IsInconsistent()
    {
        var result = Audit(
            """{ "model": "falcon-40b", "cluster": { "accelerator": "A100-SXM-40GB", "count": 400 }, "strategy": { "tensor": 8, "pipeline": 4, "data": 12, "sharding": "zero1" } }"""
        );
        Assert.Equal(AuditVerdict.Inconsistent, result.Verdict);
        var finding = Assert.Single(result.Findings, f => f.Check == "layout-product");
        Assert.Equal((384.0, 400.0), (finding.Value!.Value, finding.Limit!.Value));
        Assert.Contains(result.TrueIf, sentence => sentence.StartsWith("384 GPUs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "cluster": { "count": 100 }, "days": 10, "gpuHours": 48000 }""", "gpu-hours")]
    [InlineData("""{ "tokens": 2.5e12, "workload": { "tokens": 1.5e12 } }""", "tokens")]
    [InlineData("""{ "model": "llama-7b", "parameters": 13e9 }""", "parameters")]
    [InlineData("""{ "gpuHours": 1000, "cost": 5000, "economics": { "pricePerGpuHour": 2 } }""", "price")]
    [InlineData(
        """{ "model": "llama-7b", "strategy": { "data": 12, "microBatch": 1 }, "workload": { "sequenceLength": 2048, "globalBatch": 100 } }""",
        "batch"
    )]
    [InlineData(
        """{ "model": "llama-7b", "tokens": 1e12, "gpuHours": 82432, "mfu": 0.2, "cluster": { "accelerator": "A100-SXM-80GB" } }""",
        "mfu"
    )]
    [InlineData(
        """{ "model": "llama-7b", "tokens": 1e12, "gpuHours": 82432, "tokensPerSecondPerGpu": 1000, "cluster": { "accelerator": "A100-SXM-80GB" } }""",
        "speed-tokens"
    )]
    [InlineData(
        """{ "model": "llama-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 12 }, "strategy": { "tensor": 12, "pipeline": 1, "data": 1 } }""",
        "layout-rules"
    )]
    public void Audit_FiguresThatContradict_AreInconsistent(string claim, string check) => ComesTo(AuditVerdict.Inconsistent, claim, check);

    [Theory]
    [InlineData("""{ "mfu": 1.2 }""", "stated-mfu")]
    [InlineData("""{ "memoryPerGpu": "100 GB", "cluster": { "accelerator": "A100-SXM-80GB" } }""", "memory-capacity")]
    [InlineData(
        """{ "memoryPerGpu": 20, "model": "llama-65b", "cluster": { "accelerator": "A6000", "count": 1 }, "strategy": { "adapter": { "kind": "qlora", "rank": 64, "targets": "all-linear" } }, "workload": { "sequenceLength": 512 } }""",
        "memory-stated"
    )]
    [InlineData("""{ "model": "llama-7b", "tokens": 1e12, "cost": 1000, "cluster": { "accelerator": "A100-SXM-80GB" } }""", "cost-floor")]
    [InlineData(
        """{ "parameters": 175e9, "tokens": 300e9, "days": 1, "cluster": { "accelerator": "A100-SXM-80GB", "count": 512 } }""",
        "compute"
    )]
    [InlineData(
        """{ "model": "llama-65b", "tokens": 4e9, "days": 0.06, "cluster": { "accelerator": "A100-SXM-80GB", "count": 2048, "perNode": 8, "networkGbpsPerNode": 10 }, "strategy": { "tensor": 8, "pipeline": 1, "data": 256, "sharding": "zero1" }, "workload": { "sequenceLength": 2048, "globalBatch": 2048 } }""",
        "network-bandwidth"
    )]
    public void Audit_BrokenBounds_AreImpossible(string claim, string check) => ComesTo(AuditVerdict.Impossible, claim, check);

    private static void ComesTo(AuditVerdict verdict, string claim, string check)
    {
        var result = Audit(claim);
        Assert.Equal((verdict, check), (result.Verdict, result.Findings[0].Check));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "model": "llama-7b" }""")]
    [InlineData("""{ "model": "llama-7b", "tokens": 1e12 }""")]
    [InlineData("""{ "gpuHours": 1000 }""")]
    [InlineData("""{ "model": "llama-7b", "tokens": 1e12, "cluster": { "accelerator": "A100-SXM-80GB", "count": 64 } }""")]
    public void Audit_TooLittle_IsUnverifiable(string claim)
    {
        var result = Audit(claim);
        Assert.Equal(AuditVerdict.Unverifiable, result.Verdict);
        Assert.Contains(result.Findings, finding => finding.Check == "stated");
    }

    [Fact]
    public void Read_UnknownMembersAndNames_AreAllListed()
    {
        var exception = Assert.Throws<InvalidInputException>(() =>
            new ClaimReader().Read("""{ "modle": "x", "model": "falcn-40b", "cluster": { "acelerator": "A100" }, "days": -1 }""")
        );
        Assert.Equal(4, exception.Problems.Count);
    }

    [Property]
    public bool Audit_MoreTokens_NeverLessUtilisation(Seed tokens, Seed more)
    {
        double First(double t) =>
            Audit($$"""{ "model": "llama-7b", "tokens": {{t:R}}, "gpuHours": 50000, "cluster": { "accelerator": "A100-SXM-80GB" } }""")
                .Figure("mfu")!
                .Value;
        var few = 1e9 * (1 + tokens.Below(65_536));
        return First(few + (1e9 * more.Below(65_536))) >= First(few);
    }
}
