using LlmCostSim.Auditing;

namespace LlmCostSim.Tests.Auditing;

/// <summary>Sane and silly claims with the verdict that someone who knows the field gives them, and why.</summary>
public class ExpertClaimsTests
{
    [Theory]
    [InlineData(
        AuditVerdict.Plausible,
        "LLaMA paper: 21 days on 2,048 GPUs",
        """{"model": "llama-65b", "tokens": 1400000000000.0, "cluster": {"accelerator": "A100-SXM-80GB", "count": 2048}, "days": 21}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "more than the peak",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 64}, "mfu": 1.2}"""
    )]
    [InlineData(
        AuditVerdict.Inconsistent,
        "8 · 4 · 8 is 256",
        """{"model": "llama-2-70b", "cluster": {"accelerator": "H100-SXM-80GB", "count": 512}, "strategy": {"tensor": 8, "pipeline": 4, "data": 8}}"""
    )]
    [InlineData(
        AuditVerdict.Inconsistent,
        "1,000 is no multiple of 192",
        """{"model": "llama-2-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 64}, "strategy": {"tensor": 1, "pipeline": 1, "data": 64, "microBatch": 3}, "workload": {"sequenceLength": 4096, "globalBatch": 1000}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "138 GB of weights on every GPU",
        """{"model": "llama-2-70b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 64}, "strategy": {"tensor": 1, "pipeline": 1, "data": 64, "sharding": "none", "precision": "bf16"}}"""
    )]
    [InlineData(
        AuditVerdict.Inconsistent,
        "0.27 USD an hour against 2",
        """{"model": "llama-2-7b", "gpuHours": 184320, "cost": 50000, "economics": {"pricePerGpuHour": 2}}"""
    )]
    [InlineData(
        AuditVerdict.Implausible,
        "5 cents an hour",
        """{"model": "llama-2-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 64}, "gpuHours": 184320, "cost": 9000}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "811 GB of weights over eight GPUs of 80 GB, whatever is served",
        """{"kind": "inference", "model": "llama-3.1-405b", "cluster": {"accelerator": "H100-SXM-80GB", "count": 8}, "strategy": {"weights": "bf16"}}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "half of that in 8 bits; the layout may be any",
        """{"kind": "inference", "model": "llama-3.1-405b", "cluster": {"accelerator": "H100-SXM-80GB", "count": 8}, "strategy": {"weights": "fp8"}}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "80 of 83 GPUs divide the weights; nobody says how they are used",
        """{"kind": "inference", "model": "llama-2-70b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 83}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "more tokens than the matrix units can make, whatever is served",
        """{"kind": "inference", "model": "mixtral-8x7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 2}, "tokensPerSecondPerGpu": 1e9}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "Falcon-40B's makers: two months",
        """{"model": "falcon-40b", "tokens": "1 T", "cluster": {"accelerator": "A100-40GB", "count": 384}, "days": "2 months"}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "QLoRA paper, figure 6",
        """{"model": "llama-65b", "cluster": {"accelerator": "A6000", "count": 1}, "strategy": {"adapter": {"kind": "qlora", "rank": 64, "targets": "all-linear", "quantization": "nf4", "doubleQuantization": true}, "precision": "bf16", "microBatch": 1, "optimizer": "adamw-paged"}, "workload": {"sequenceLength": 512, "globalBatch": 16}, "memoryPerGpu": "45 GB"}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "36 GB of 4-bit weights",
        """{"model": "llama-65b", "cluster": {"accelerator": "RTX-4090", "count": 1}, "strategy": {"adapter": {"kind": "qlora", "rank": 64, "quantization": "nf4"}, "microBatch": 1}, "workload": {"sequenceLength": 512, "globalBatch": 16}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "54 GB in the leanest of formats",
        """{"model": "llama-7b", "cluster": {"accelerator": "RTX-4090", "count": 1}, "strategy": {"precision": "bf16", "optimizer": "adamw", "microBatch": 1}, "workload": {"sequenceLength": 512, "globalBatch": 16}}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "8-bit Adam on one 80 GB card",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 1}, "strategy": {"precision": "bf16", "optimizer": "adamw-8bit", "microBatch": 1, "recompute": "full", "framework": "huggingface"}, "workload": {"sequenceLength": 512, "globalBatch": 16}, "memoryPerGpu": "60 GB"}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "138 GB of weights",
        """{"kind": "inference", "model": "llama-2-70b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 1}, "strategy": {"weights": "fp16"}, "workload": {"batch": 1, "inputTokens": 512, "outputTokens": 128}}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "36 GB of 4-bit weights",
        """{"kind": "inference", "model": "llama-2-70b", "cluster": {"accelerator": "A6000", "count": 1}, "strategy": {"weights": "awq"}, "workload": {"batch": 1, "inputTokens": 512, "outputTokens": 128}}"""
    )]
    [InlineData(AuditVerdict.Unverifiable, "nothing is stated", """{}""")]
    [InlineData(
        AuditVerdict.Inconsistent,
        "two numbers of tokens",
        """{"model": "llama-7b", "tokens": 1000000000000.0, "workload": {"sequenceLength": 2048, "globalBatch": 2048, "tokens": 2000000000000.0}, "cluster": {"accelerator": "A100-SXM-80GB", "count": 2048}, "days": 10}"""
    )]
    [InlineData(
        AuditVerdict.Inconsistent,
        "10 days on 512 are 122,880",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 512}, "days": 10, "gpuHours": 82432, "tokens": 1000000000000.0}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "a steady state above the mean of a whole run",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 512}, "tokens": 1000000000000.0, "gpuHours": 82432, "mfu": 0.65}"""
    )]
    [InlineData(
        AuditVerdict.Inconsistent,
        "12 does not divide 32 heads",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 48}, "strategy": {"tensor": 12, "pipeline": 1, "data": 4}}"""
    )]
    [InlineData(
        AuditVerdict.Inconsistent,
        "64 stages of 32 layers",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 64}, "strategy": {"tensor": 1, "pipeline": 64, "data": 1}}"""
    )]
    [InlineData(
        AuditVerdict.Implausible,
        "59 % on H100 over all hours",
        """{"model": "llama-3.1-8b", "cluster": {"accelerator": "H100-SXM-80GB", "count": 1024}, "tokens": 15000000000000.0, "days": 13}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "GPT-3 on a gaming card in a month",
        """{"model": "gpt-3-175b", "cluster": {"accelerator": "RTX-4090", "count": 1}, "tokens": 300000000000.0, "days": 30}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "less than the arithmetic costs",
        """{"model": "llama-7b", "tokens": 1000000000000.0, "cluster": {"accelerator": "A100-SXM-80GB", "count": 8}, "cost": 500}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "the DeepSeek-V3 report",
        """{"model": "deepseek-v3", "tokens": 14800000000000.0, "cluster": {"accelerator": "H800-80GB", "count": 2048}, "gpuHours": 2788000.0, "cost": 5576000.0, "economics": {"pricePerGpuHour": 2}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "a fifth of the leanest states",
        """{"model": "llama-65b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 8}, "strategy": {"sharding": "zero3", "tensor": 1, "pipeline": 1, "data": 8, "precision": "bf16", "optimizer": "adamw", "microBatch": 1}, "workload": {"sequenceLength": 2048, "globalBatch": 64}, "memoryPerGpu": "20 GB"}"""
    )]
    [InlineData(
        AuditVerdict.Implausible,
        "0.7 % of the peak",
        """{"model": "llama-7b", "tokens": 1000000000000.0, "cluster": {"accelerator": "A100-SXM-80GB", "count": 2048}, "days": 100}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "more than the card has",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-40GB", "count": 8}, "memoryPerGpu": "60 GB"}"""
    )]
    [InlineData(AuditVerdict.Unverifiable, "days of what", """{"days": 14}""")]
    [InlineData(
        AuditVerdict.Plausible,
        "LLaMA paper's speed",
        """{"model": "llama-65b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 2048}, "tokensPerSecondPerGpu": 380}"""
    )]
    [InlineData(
        AuditVerdict.Implausible,
        "fits in pure 16 bits only",
        """{"model": "llama-7b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 1}, "strategy": {"precision": "bf16", "optimizer": "adamw", "microBatch": 1, "tensor": 1, "pipeline": 1, "data": 1}, "workload": {"sequenceLength": 512, "globalBatch": 16}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "weights cannot be read that often",
        """{"kind": "inference", "model": "llama-2-70b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 2}, "strategy": {"weights": "fp16", "tensor": 2}, "workload": {"batch": 1, "inputTokens": 512, "outputTokens": 128}, "tokensPerSecondPerGpu": 500}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "near what memory allows",
        """{"kind": "inference", "model": "llama-2-70b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 2}, "strategy": {"weights": "fp16", "tensor": 2}, "workload": {"batch": 1, "inputTokens": 512, "outputTokens": 128}, "tokensPerSecondPerGpu": 9}"""
    )]
    [InlineData(
        AuditVerdict.Plausible,
        "8-bit Adam",
        """{"model": "llama-13b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 1}, "strategy": {"precision": "bf16", "optimizer": "adamw-8bit", "recompute": "full", "microBatch": 1, "framework": "huggingface"}, "workload": {"sequenceLength": 1024, "globalBatch": 8}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "LoRA keeps 16-bit weights",
        """{"model": "llama-2-70b", "cluster": {"accelerator": "A100-SXM-80GB", "count": 1}, "strategy": {"precision": "bf16", "adapter": {"kind": "lora", "rank": 16}, "microBatch": 1}, "workload": {"sequenceLength": 1024, "globalBatch": 8}}"""
    )]
    [InlineData(
        AuditVerdict.Impossible,
        "14.5 GB of weights in 6",
        """{"kind": "inference", "model": "mistral-7b", "cluster": {"accelerator": "RTX-4090", "count": 1}, "strategy": {"weights": "fp16"}, "workload": {"batch": 1, "inputTokens": 100, "outputTokens": 10}, "memoryPerGpu": "6 GB"}"""
    )]
    public void Audit_OfAClaim_JudgesAsAnExpertDoes(AuditVerdict expected, string why, string claim)
    {
        var result = new Auditor().Audit(new ClaimReader().Read(claim));

        Assert.True(
            expected == result.Verdict,
            $"{result.Verdict} instead of {expected}, {why}: {string.Join("; ", result.Findings.Select(finding => finding.Text))}"
        );
        if (result.Verdict is AuditVerdict.Impossible or AuditVerdict.Inconsistent)
        {
            Assert.Contains(
                result.Findings,
                finding => finding.Severity >= FindingSeverity.Inconsistent && finding.Text.Any(char.IsAsciiDigit)
            );
            Assert.True(result.TrueIf.Count > 0, "nothing would make it true");
        }
    }
}
