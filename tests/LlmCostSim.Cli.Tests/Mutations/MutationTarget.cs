using System.Text;
using LlmCostSim.Auditing;
using LlmCostSim.Cli.Import;
using LlmCostSim.Input;
using LlmCostSim.Interop;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;
using LlmCostSim.Validation;

namespace LlmCostSim.Cli.Tests.Mutations;

/// <summary>One kind of file that the library or the tool reads.</summary>
/// <param name="Name">Kind.</param>
/// <param name="Seeds">Sound files.</param>
/// <param name="Read">Reads one, and does with it what a verb does.</param>
internal sealed record MutationTarget(string Name, byte[][] Seeds, Action<byte[]> Read)
{
    /// <summary>Every kind.</summary>
    public static IReadOnlyList<MutationTarget> All { get; } =
    [
        new("scenario", [.. Texts("samples/scenarios", "*.json")], bytes => Estimate(Text(bytes))),
        new("batch", [.. Texts("samples/scenarios", "*.json").Select(OneLine)], Batch),
        new("claim", [.. Texts("src/LlmCostSim/Auditing/Data/claims", "*.json").Take(12).Select(FirstClaim)], bytes => Audit(Text(bytes))),
        new(
            "hardware file",
            [.. Texts("src/LlmCostSim/Hardware/Data/accelerators", "*.json").Take(6)],
            bytes => HardwareFile.Read(Text(bytes), "file.json")
        ),
        new("config.json", [.. Texts("tests/LlmCostSim.Tests/Interop/Configs", "*.json")], Import),
        new("JSON of trainers", [.. Texts("tests/LlmCostSim.Cli.Tests/Imports", "*.json")], Import),
        new(
            "YAML",
            [.. Texts("tests/LlmCostSim.Cli.Tests/Imports", "*.y*ml")],
            bytes => Complete(ConfigurationImporter.Read(YamlTree.Parse(Text(bytes))))
        ),
        new(
            "arguments",
            [.. Texts("tests/LlmCostSim.Cli.Tests/Imports", "*.sh"), .. Texts("tests/LlmCostSim.Cli.Tests/Imports", "*.txt")],
            Import
        ),
        new(
            "safetensors",
            [
                CheckpointFile.Safetensors(CheckpointFile.Llama(2, 512, 512, 128, 1536, 1000)),
                CheckpointFile.Safetensors(
                    ("model.layers.0.mlp.up_proj.qweight", "I32", 4, [512, 4096]),
                    ("model.layers.0.mlp.up_proj.scales", "F16", 2, [32, 4096])
                ),
            ],
            Header
        ),
        new("gguf", [CheckpointFile.Llama2Q4KM(256, 2, 4, 512)], Header),
        new("trace", [.. Traces.Select(Encoding.UTF8.GetBytes)], Trace),
        new("measured rows", [.. Texts("benchmarks/measured", "*.csv").SelectMany(Rows)], Validate),
    ];

    // The two public forms.
    private static string[] Traces =>
        [
            "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n2023-11-16 18:15:51.2225670,879,55\n",
            "arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,128,12\n0.25,2048,1\n1.5,17,100\n",
        ];

    private const string Traced =
        """{ "kind": "serving", "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 }, "strategy": { "framework": "vllm" }, "workload": { "arrival": { "process": "trace" } } }""";

    private static void Trace(byte[] bytes)
    {
        var problems = new InputProblems();
        var requests = TraceReader.Read("trace.csv", new StreamReader(new MemoryStream(bytes)), problems);
        if (problems.Any)
        {
            return;
        }

        Assert.NotEmpty(requests);
        Assert.Equal(0, requests[0].ArrivedAt);
        Assert.True(requests.Zip(requests.Skip(1)).All(static pair => pair.First.ArrivedAt <= pair.Second.ArrivedAt));
        var scenario = new ScenarioReader { Trace = requests }.Read(Traced);
        ReportJson.ToText(new Estimator().Estimate(scenario));
    }

    private static void Estimate(string json)
    {
        var problems = new InputProblems();
        if (new ScenarioReader().Read(json, problems) is { } scenario)
        {
            ReportJson.ToText(new Estimator().Estimate(scenario));
        }
        else
        {
            Assert.True(problems.Any);
        }
    }

    private static void Batch(byte[] bytes)
    {
        using var input = new StreamReader(new MemoryStream(bytes));
        using var output = new StringWriter();
        Verbs.BatchRun.Answer(input, output, new ScenarioReader(), new Estimator());
    }

    private static void Audit(string json)
    {
        if (new ClaimReader().Read(json, new InputProblems()) is { } claim)
        {
            AuditJson.ToText(new Auditor().Audit(claim));
        }
    }

    private static void Import(byte[] bytes) => Complete(ConfigurationImporter.Read(Text(bytes)));

    private static void Header(byte[] bytes) => Complete(ConfigurationImporter.ReadHeader(new MemoryStream(bytes), bytes.Length));

    // What the verb does next; a whole scenario also runs.
    private static void Complete(ImportResult import)
    {
        var merged = ImportMerger.Merge([("a", import), ("b", import)]);
        Assert.Equal(import.Succeeded, merged.Succeeded);
        if (!import.Succeeded)
        {
            Assert.Null(import.Model);
            Assert.Empty(import.Members);
            return;
        }

        var whole = ScenarioCompleter.Complete(import, new ImportCompletion { Accelerator = "A100-SXM-80GB" });
        ImportJson.ToText(whole);
        Estimate(ImportJson.ToScenario(whole));
    }

    private static void Validate(byte[] bytes)
    {
        var report = new Validator().Validate([MeasuredFile.Read("rows.csv", new StreamReader(new MemoryStream(bytes)))]);
        ValidationJson.ToText(report);
    }

    private static string Text(byte[] bytes) => new StreamReader(new MemoryStream(bytes)).ReadToEnd();

    private static IEnumerable<byte[]> Texts(string folder, string pattern) =>
        Directory
            .EnumerateFiles(Repository.At(folder), pattern, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes);

    private static byte[] OneLine(byte[] json) =>
        Encoding.UTF8.GetBytes(Text(json).ReplaceLineEndings(" ") + "\n{\"kind\": \"training\"}\n");

    private static byte[] FirstClaim(byte[] file)
    {
        using var document = System.Text.Json.JsonDocument.Parse(file);
        var root = document.RootElement;
        return Encoding.UTF8.GetBytes(root.TryGetProperty("claim", out var claim) ? claim.GetRawText() : root.GetRawText());
    }

    // The header and two rows: a whole file of rows would take a second each.
    private static IEnumerable<byte[]> Rows(byte[] file)
    {
        var lines = Text(file).Split('\n');
        for (var i = 1; i + 1 < lines.Length; i += Math.Max(1, lines.Length / 4))
        {
            yield return Encoding.UTF8.GetBytes(string.Join('\n', lines[0], lines[i], lines[i + 1], ""));
        }
    }
}
