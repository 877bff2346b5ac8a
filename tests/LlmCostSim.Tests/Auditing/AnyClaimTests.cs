using System.Globalization;
using LlmCostSim.Auditing;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Auditing;

/// <summary>Whatever a claim says, the audit answers: no exception, no figure that is not finite.</summary>
public class AnyClaimTests
{
    private static readonly string[] Models =
    [
        "\"llama-7b\"",
        "\"falcon-40b\"",
        "\"mixtral-8x7b-v0.1\"",
        "\"flan-t5-xl\"",
        "\"deepseek-v3\"",
        "\"gpt-3-175b\"",
    ];
    private static readonly string[] Accelerators = ["A100-SXM-80GB", "H100-SXM-80GB", "V100-SXM2-16GB", "TPU-v4", "RTX-4090"];
    private static readonly string[] Shardings = ["none", "zero1", "zero2", "zero3", "fsdp-full", "fsdp-grad-op", "hsdp"];

    [Property(MaxTest = 150)]
    public void Audit_AnyClaim_AnswersWithFiniteFigures(Seed seed)
    {
        var json = Claim(new Random(seed));
        var problems = new InputProblems();
        if (new ClaimReader().Read(json, problems) is not { } claim)
        {
            Assert.True(problems.Any, json);
            return;
        }

        var result = new Auditor().Audit(claim);
        Assert.All(result.Implied, figure => Assert.True(double.IsFinite(figure.Value), $"{figure.Key} of {json}"));
        Assert.All(
            result.Findings,
            finding => Assert.True(finding.Value is not { } value || double.IsFinite(value), $"{finding.Text} of {json}")
        );
        Assert.NotEmpty(AuditJson.ToText(result));
        Assert.DoesNotContain("NaN", AuditJson.ToText(result), StringComparison.Ordinal);
    }

    private static string Claim(Random random)
    {
        var members = new List<string>();
        void Maybe(string name, Func<string> value)
        {
            if (random.Next(2) == 0)
            {
                members.Add($"\"{name}\": {value()}");
            }
        }

        string Number(double from, double to) =>
            Math.Exp(Math.Log(from) + (random.NextDouble() * (Math.Log(to) - Math.Log(from)))).ToString("R", CultureInfo.InvariantCulture);
        string Power(int most) => (1 << random.Next(most)).ToString(CultureInfo.InvariantCulture);
        string Object(params (string Name, Func<string> Value)[] parts) =>
            "{ " + string.Join(", ", parts.Where(_ => random.Next(3) > 0).Select(part => $"\"{part.Name}\": {part.Value()}")) + " }";

        Maybe("model", () => Models[random.Next(Models.Length)]);
        Maybe("parameters", () => Number(1e6, 1e13));
        Maybe("tokens", () => Number(1, 1e15));
        Maybe("days", () => Number(1e-4, 1e5));
        Maybe("gpuHours", () => Number(1e-6, 1e12));
        Maybe("mfu", () => Number(1e-4, 3));
        Maybe("cost", () => Number(1, 1e10));
        Maybe("memoryPerGpu", () => Number(1, 1e3));
        Maybe("tokensPerSecondPerGpu", () => Number(1, 1e6));
        Maybe(
            "cluster",
            () => Object(("accelerator", () => $"\"{Accelerators[random.Next(Accelerators.Length)]}\""), ("count", () => Power(16)))
        );
        Maybe(
            "strategy",
            () =>
                Object(
                    ("tensor", () => Power(6)),
                    ("pipeline", () => Power(8)),
                    ("data", () => Power(12)),
                    ("context", () => Power(5)),
                    ("expert", () => Power(8)),
                    ("sharding", () => $"\"{Shardings[random.Next(Shardings.Length)]}\""),
                    ("microBatch", () => Power(4)),
                    ("recompute", () => "\"full\""),
                    ("precision", () => "\"bf16\"")
                )
        );
        Maybe(
            "workload",
            () =>
                Object(
                    ("sequenceLength", () => Power(18)),
                    ("globalBatch", () => Power(16)),
                    ("tokens", () => Number(1, 1e14)),
                    ("examples", () => Power(20)),
                    ("meanLength", () => Power(10))
                )
        );
        return "{ " + string.Join(", ", members) + " }";
    }
}
