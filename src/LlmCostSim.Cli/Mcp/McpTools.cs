using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LlmCostSim.Cli.Mcp;

/// <summary>The tools that an assistant finds: one per question, each a verb of the command line.</summary>
/// <param name="terminal">Accelerators and stacks of the user's own.</param>
internal sealed class McpTools(Terminal terminal)
{
    // What a call may ask for at most, so that it answers in seconds.
    private const int MostRequests = 100_000,
        MostCombinations = 200,
        MostCompared = 8;

    private static readonly SearchLimits Search = new(Clusters: 32, Accelerators: 65_536, TimeSpan.FromSeconds(60));

    private readonly Terminal terminal = terminal with { MostRequests = MostRequests, SearchLimits = Search };

    private const string Scenario = """
        A scenario as `llmcost estimate` reads it, for example {"kind":"training","model":"llama-2-7b","cluster":{"accelerator":"A100-SXM-80GB","count":8},"strategy":{"sharding":"fsdp-full","recompute":"full","microBatch":2,"precision":"bf16","optimizer":"adamw"},"workload":{"sequenceLength":4096,"globalBatch":64,"tokens":1e9}} or {"kind":"inference","model":"llama-2-70b","cluster":{"accelerator":"H100-SXM-80GB","count":4},"strategy":{"tensor":4,"weights":"fp8","framework":"vllm"},"workload":{"batch":16,"inputTokens":1024,"outputTokens":256}}. Fine-tuning: strategy.adapter {"kind":"qlora","rank":64}. Absent members take stated defaults. The tool `schema` has every member.
        """;

    /// <summary>All tools, in the order in which they are listed.</summary>
    public IEnumerable<McpServerTool> All()
    {
        yield return Tool(
            "estimate",
            "Does it fit, how long, how much, how sure? Memory, step time, throughput, run time, energy and cost of one training, fine-tuning or inference scenario, each with p10, p50 and p90.",
            Estimate
        );
        yield return Tool(
            "plan",
            $"The best parallel plans for a job: members of the scenario's strategy are fixed, absent ones are searched. At most {Search.Clusters} clusters (kinds of accelerators times counts) of {Search.Accelerators} accelerators, {Search.Time.TotalSeconds} seconds.",
            Plan
        );
        yield return Tool(
            "fit",
            "What fits a GPU: the largest model, sequence, batch and adapter rank for full fine-tuning, LoRA, QLoRA and inference.",
            Fit
        );
        yield return Tool("sweep", "One scenario with fields varied: a report for every combination.", Sweep);
        yield return Tool(
            "compare",
            "Scenarios side by side, term by term: full fine-tuning against QLoRA, one GPU against another.",
            Compare
        );
        yield return Tool(
            "serve",
            "Requests served one by one (scenario of kind serving): latencies with percentiles, throughput, queue, whether promises are kept, cost; or the fewest GPUs that keep them.",
            Serve
        );
        yield return Tool(
            "explain",
            "Where a figure of a report comes from: formula, inputs, source; without a figure, all there are.",
            Explain
        );
        yield return Tool(
            "import",
            "A file of another tool as the members of a scenario (kind, model, cluster, strategy, workload) with what was ignored: Hugging Face config.json, DeepSpeed, TrainingArguments, Accelerate, FSDP, Megatron, Axolotl, LLaMA-Factory, vLLM.",
            Import
        );
        yield return Tool("audit", "Is a published training or memory claim physically possible, consistent, plausible?", Audit);
        yield return Tool("models", "The models that scenarios may name: ids and exact parameters, or one of them in full.", Models);
        yield return Tool("gpus", "The accelerators that scenarios may name, or one of them with its sources.", Gpus);
        yield return Tool("schema", "The JSON Schema of scenarios: every member with its meaning, unit, range and default.", Schema);
    }

    private CallToolResult Estimate([Description(Scenario)] JsonElement scenario) => VerbCall.Run(terminal, scenario, "estimate", "-");

    private CallToolResult Plan(
        [Description(
            Scenario
                + " Its `search` may hold gpuCounts, accelerators, objective (time, cost, throughput, fewest-gpus), deadlineDays, budget."
        )]
            JsonElement scenario,
        [Description("How many of the best plans to return, 1 to 50.")] int top = 3
    ) => VerbCall.Run(terminal, scenario, "plan", "-", "--top", Number(Math.Clamp(top, 1, 50)));

    private CallToolResult Fit(
        [Description("Id or alias of an accelerator, for example RTX-4090.")] string gpu,
        [Description("How many of them, 1 to 4096.")] int count = 1,
        [Description("Only this model; empty: the largest of the catalogue that fits.")] string model = ""
    ) =>
        VerbCall.Run(
            terminal,
            null,
            ["fit", $"--gpu={gpu}", "--count", Number(Math.Clamp(count, 1, 4096)), .. model.Length > 0 ? new[] { $"--model={model}" } : []]
        );

    private CallToolResult Sweep(
        [Description(Scenario)] JsonElement scenario,
        [Description("Fields and their values, each as \"cluster.count=8,16,32\"; several fields are crossed, up to 200 combinations.")]
            string[] vary
    )
    {
        var combinations = vary.Aggregate(1.0, static (product, field) => product * (field.Count(static c => c == ',') + 1));
        return combinations > MostCombinations
            ? VerbCall.Refuse(
                $"--vary: {combinations:0} combinations, more than {MostCombinations} here; the command line has no such limit"
            )
            : VerbCall.Run(terminal, scenario, ["sweep", "-", .. vary.Select(static field => $"--vary={field}")]);
    }

    private CallToolResult Compare(
        [Description("Two to eight scenarios as `estimate` takes them, in one array.")] JsonElement[] scenarios
    ) =>
        scenarios.Length is < 2 or > MostCompared ? VerbCall.Refuse($"scenarios: 2 to {MostCompared} of them")
        : VerbCall.Array(scenarios, out var problem) is { } array ? VerbCall.Run(terminal, array, "compare", "-")
        : VerbCall.Refuse(problem);

    private CallToolResult Serve(
        [Description(
            """A scenario of kind serving, for example {"kind":"serving","model":"llama-3-8b","cluster":{"accelerator":"H100-SXM-80GB","count":2},"strategy":{"tensor":1,"weights":"bf16","framework":"vllm"},"workload":{"requests":2000,"arrival":{"process":"poisson","rate":8},"inputTokens":{"distribution":"lognormal","mean":1024,"deviation":800,"maximum":6000},"outputTokens":256,"slo":{"ttftSeconds":1,"tpotSeconds":0.05,"percentile":99}}}. At most 100,000 requests here."""
        )]
            JsonElement scenario,
        [Description("Search the fewest GPUs that keep the scenario's slo instead of simulating the cluster that it names.")]
            bool capacity = false
    ) => VerbCall.Run(terminal, scenario, ["serve", "-", .. Enumerable.Repeat("--capacity", capacity ? 1 : 0)]);

    private CallToolResult Explain(
        [Description(Scenario)] JsonElement scenario,
        [Description("Figure by its path in the report, such as step.breakdown.dataParallel, or by its last part; empty: the list.")]
            string figure = ""
    ) => Named("explain", figure, scenario, "-");

    private CallToolResult Import(
        [Description("The file's text, or its JSON.")] JsonElement file,
        [Description("Accelerator that completes the scenario; empty: only what the file says.")] string gpu = "",
        [Description("How many of them; 0: what the file says.")] int count = 0,
        [Description("Members of the scenario, each as \"workload.examples=52000\"; they replace what the file says.")] string[]? set = null
    ) =>
        VerbCall.Run(
            terminal,
            file,
            [
                "import",
                "-",
                .. gpu.Length > 0 ? new[] { $"--gpu={gpu}" } : [],
                .. count > 0 ? new[] { "--count", Number(count) } : [],
                .. (set ?? []).Select(static member => $"--set={member}"),
            ]
        );

    private CallToolResult Audit(
        [Description(
            "A claim: any of model, tokens, cluster {accelerator, count}, strategy, workload, days, gpuHours, mfu (a fraction), cost, memoryPerGpu (\"38 GiB\"), source."
        )]
            JsonElement claim
    ) => VerbCall.Run(terminal, claim, "audit", "-");

    private CallToolResult Models([Description("Id or alias of one model; empty: all.")] string name = "") => Named("models", name, null);

    private CallToolResult Gpus([Description("Id or alias of one accelerator; empty: all.")] string name = "") => Named("gpus", name, null);

    // What an assistant gives is a value, never an option of the verb: options name files.
    private CallToolResult Named(string verb, string name, JsonElement? document, params string[] more) =>
        name.StartsWith('-')
            ? VerbCall.Refuse($"'{name}' is no name")
            : VerbCall.Run(terminal, document, [verb, .. more, .. name.Length > 0 ? new[] { name } : []]);

    private static CallToolResult Schema() =>
        new()
        {
            Content = [new TextContentBlock { Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json")) }],
        };

    private static McpServerTool Tool(string name, string description, Delegate run) =>
        McpServerTool.Create(
            run,
            new McpServerToolCreateOptions
            {
                Name = name,
                Description = description,
                ReadOnly = true,
                Idempotent = true,
                OpenWorld = false,
            }
        );

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
