using System.Text.Json.Nodes;

namespace LlmCostSim.Tests.Auditing;

/// <summary>Makes claims that state some of what a claim can, in figures from the absurdly small to the absurdly large.</summary>
internal sealed class AnyClaim(Random random)
{
    private static readonly string[] Models = ["llama-7b", "falcon-40b", "mixtral-8x7b-v0.1", "flan-t5-xl", "deepseek-v3", "gpt-3-175b"];
    private static readonly string[] Accelerators = ["A100-SXM-80GB", "H100-SXM-80GB", "V100-SXM2-16GB", "TPU-v4", "RTX-4090"];
    private static readonly string[] Shardings = ["none", "zero1", "zero2", "zero3", "fsdp-full", "fsdp-grad-op", "hsdp"];

    /// <summary>A claim.</summary>
    public string Text() =>
        Some(
                oneIn: 2,
                ("model", () => Of(Models)),
                ("parameters", () => Number(1e6, 1e13)),
                ("tokens", () => Number(1, 1e15)),
                ("days", () => Number(1e-4, 1e5)),
                ("gpuHours", () => Number(1e-6, 1e12)),
                ("mfu", () => Number(1e-4, 3)),
                ("cost", () => Number(1, 1e10)),
                ("memoryPerGpu", () => Number(1, 1e3)),
                ("tokensPerSecondPerGpu", () => Number(1, 1e6)),
                ("cluster", Cluster),
                ("strategy", Strategy),
                ("workload", Workload)
            )
            .ToJsonString();

    private JsonObject Cluster() => Some(oneIn: 3, ("accelerator", () => Of(Accelerators)), ("count", () => Power(16)));

    private JsonObject Strategy() =>
        Some(
            oneIn: 3,
            ("tensor", () => Power(6)),
            ("pipeline", () => Power(8)),
            ("data", () => Power(12)),
            ("context", () => Power(5)),
            ("expert", () => Power(8)),
            ("sharding", () => Of(Shardings)),
            ("microBatch", () => Power(4)),
            ("recompute", () => "full"),
            ("precision", () => "bf16")
        );

    private JsonObject Workload() =>
        Some(
            oneIn: 3,
            ("sequenceLength", () => Power(18)),
            ("globalBatch", () => Power(16)),
            ("tokens", () => Number(1, 1e14)),
            ("examples", () => Power(20)),
            ("meanLength", () => Power(10))
        );

    // Leaves out one member in so many.
    private JsonObject Some(int oneIn, params (string Name, Func<JsonNode> Value)[] members)
    {
        var some = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (random.Next(oneIn) > 0)
            {
                some[name] = value();
            }
        }

        return some;
    }

    // Each magnitude as likely.
    private JsonNode Number(double from, double to) => Math.Exp(Math.Log(from) + (random.NextDouble() * (Math.Log(to) - Math.Log(from))));

    private JsonNode Power(int most) => 1 << random.Next(most);

    private JsonNode Of(string[] values) => values[random.Next(values.Length)];
}
