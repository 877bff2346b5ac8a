using System.ComponentModel;
using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LlmCostSim.Cli.Mcp;

/// <summary>The tools that an assistant finds: one per question, each a verb of the command line.</summary>
/// <param name="terminal">Accelerators and stacks of the user's own.</param>
internal sealed class McpTools(Terminal terminal)
{
    private const string Scenario =
        """
        A scenario as `llmcost estimate` reads it, for example {"kind":"training","model":"llama-2-7b","cluster":{"accelerator":"A100-SXM-80GB","count":8},"strategy":{"sharding":"fsdp-full","recompute":"full","microBatch":2,"precision":"bf16","optimizer":"adamw"},"workload":{"sequenceLength":4096,"globalBatch":64,"tokens":1e9}} or {"kind":"inference","model":"llama-2-70b","cluster":{"accelerator":"H100-SXM-80GB","count":4},"strategy":{"tensor":4,"weights":"fp8","framework":"vllm"},"workload":{"batch":16,"inputTokens":1024,"outputTokens":256}}. Fine-tuning: strategy.adapter {"kind":"qlora","rank":64}. Absent members take stated defaults. The tool `schema` has every member.
        """;

    private const int MostRequests = 100_000;

    /// <summary>All tools, in the order in which they are listed.</summary>
    public IEnumerable<McpServerTool> All()
    {
        yield return Tool("estimate", "Does it fit, how long, how much, how sure? Memory, step time, throughput, run time, energy and cost of one training, fine-tuning or inference scenario, each with p10, p50 and p90.", Estimate);
        yield return Tool("plan", "The best parallel plans for a job: members of the scenario's strategy are fixed, absent ones are searched.", Plan);
        yield return Tool("fit", "What fits a GPU: the largest model, sequence, batch and adapter rank for full fine-tuning, LoRA, QLoRA and inference.", Fit);
        yield return Tool("sweep", "One scenario with fields varied: a report for every combination.", Sweep);
        yield return Tool("serve", "Latencies, throughput and cost of a service under load, request by request; or the fewest GPUs that keep a promise of latency.", Serve);
        yield return Tool("audit", "Is a published training or memory claim physically possible, consistent, plausible?", Audit);
        yield return Tool("models", "The models that scenarios may name: ids and exact parameters, or one of them in full.", Models);
        yield return Tool("gpus", "The accelerators that scenarios may name, or one of them with its sources.", Gpus);
        yield return Tool("schema", "The JSON Schema of scenarios: every member with its meaning, unit, range and default.", Schema);
    }

    private CallToolResult Estimate([Description(Scenario)] JsonElement scenario) => VerbCall.Run(terminal, scenario, "estimate", "-");

    private CallToolResult Plan(
        [Description(Scenario + " Its `search` may hold gpuCounts, accelerators, objective (time, cost, throughput, fewest-gpus), deadlineDays, budget.")] JsonElement scenario,
        [Description("How many of the best plans to return, 1 to 50.")] int top = 3) =>
        VerbCall.Run(terminal, scenario, "plan", "-", "--top", Number(Math.Clamp(top, 1, 50)));

    private CallToolResult Fit(
        [Description("Id or alias of an accelerator, for example RTX-4090.")] string gpu,
        [Description("How many of them, 1 to 4096.")] int count = 1,
        [Description("Only this model; empty: the largest of the catalogue that fits.")] string model = "") =>
        VerbCall.Run(terminal, null, ["fit", "--gpu", gpu, "--count", Number(Math.Clamp(count, 1, 4096)), .. model.Length > 0 ? new[] { "--model", model } : []]);

    private CallToolResult Sweep(
        [Description(Scenario)] JsonElement scenario,
        [Description("Fields and their values, each as \"cluster.count=8,16,32\"; several fields are crossed.")] string[] vary) =>
        VerbCall.Run(terminal, scenario, ["sweep", "-", .. vary.SelectMany(static field => new[] { "--vary", field })]);

    private CallToolResult Serve(
        [Description("""A serving scenario, for example {"kind":"serving","model":"llama-2-70b","cluster":{"accelerator":"A100-SXM-80GB","count":8},"strategy":{"tensor":8,"framework":"vllm"},"workload":{"requests":2000,"arrival":{"process":"poisson","rate":4},"inputTokens":1024,"outputTokens":220,"slo":{"ttftSeconds":2,"tpotSeconds":0.1}}}. At most 100,000 requests.""")] JsonElement scenario,
        [Description("Whether to search the fewest GPUs that keep the scenario's slo instead of simulating its own.")] bool capacity = false) =>
        Requests(scenario) > MostRequests
            ? VerbCall.Refuse("$.workload.requests: at most 100,000 here")
            : VerbCall.Run(terminal, scenario, ["serve", "-", .. Enumerable.Repeat("--capacity", capacity ? 1 : 0)]);

    // What cannot be read the verb itself complains of.
    private long Requests(JsonElement scenario) =>
        ScenarioFiles.Reader("", terminal).Read(VerbCall.Text(scenario), new InputProblems()) is ServingScenario serving ? serving.Workload.Requests : 0;

    private CallToolResult Audit([Description(
        "A claim: any of model, tokens, cluster {accelerator, count}, strategy, workload, days, gpuHours, mfu (a fraction), cost, memoryPerGpu (\"38 GiB\"), source.")] JsonElement claim) =>
        VerbCall.Run(terminal, claim, "audit", "-");

    private CallToolResult Models([Description("Id or alias of one model; empty: all.")] string name = "") => VerbCall.Run(terminal, null, name.Length > 0 ? ["models", name] : ["models"]);

    private CallToolResult Gpus([Description("Id or alias of one accelerator; empty: all.")] string name = "") => VerbCall.Run(terminal, null, name.Length > 0 ? ["gpus", name] : ["gpus"]);

    private static CallToolResult Schema() => new()
    {
        Content = [new TextContentBlock { Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json")) }],
    };

    private static McpServerTool Tool(string name, string description, Delegate run) =>
        McpServerTool.Create(run, new McpServerToolCreateOptions { Name = name, Description = description, ReadOnly = true, Idempotent = true, OpenWorld = false });

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
