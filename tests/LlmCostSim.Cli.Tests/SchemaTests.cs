using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Tests;

/// <summary>The JSON Schema that ships beside the tool says what the reader does.</summary>
public sealed class SchemaTests
{
    private static readonly JsonElement Schema = Tool.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "scenario.schema.json"))
    );

    public static TheoryData<string> ShippedScenarios =>
        [
            .. Directory
                .EnumerateFiles(Repository.At("samples", "scenarios"), "*.json", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Repository.Root, f))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(ShippedScenarios))]
    public void Schema_ShippedScenario_IsAccepted(string file) =>
        Assert.Empty(SchemaChecker.Problems(Schema, Tool.Parse(File.ReadAllText(Repository.At(file)))));

    [Theory]
    [InlineData("""{ "model": "x", "cluster": { "accelerator": "a", "count": 0 }, "workload": {} }""")]
    [InlineData("""{ "model": "x", "cluster": { "accelerator": "a", "count": 1 }, "workload": { "tokenz": 1 } }""")]
    [InlineData("""{ "model": "x", "cluster": { "accelerator": "a", "count": 1 }, "workload": {}, "strategy": { "schedule": "2f2b" } }""")]
    public void Schema_WrongScenario_IsRefused(string json) => Assert.NotEmpty(SchemaChecker.Problems(Schema, Tool.Parse(json)));

    [Theory]
    [InlineData("$", "")]
    [InlineData("$.cluster", "cluster")]
    [InlineData("$.cluster.link", "cluster/link")]
    [InlineData("$.strategy", "strategy")]
    [InlineData("$.strategy.recompute", "strategy/recompute")]
    [InlineData("$.strategy.adapter", "strategy/adapter")]
    [InlineData("$.strategy.offload", "strategy/offload")]
    [InlineData("$.workload", "workload")]
    [InlineData("$.workload.arrival", "workload/arrival")]
    [InlineData("$.workload.inputTokens", "workload/inputTokens")]
    [InlineData("$.workload.outputTokens", "workload/outputTokens")]
    [InlineData("$.workload.sharedPrefix", "workload/sharedPrefix")]
    [InlineData("$.workload.slo", "workload/slo")]
    [InlineData("$.economics", "economics")]
    [InlineData("$.model", "model")]
    [InlineData("$.model.attention", "model/attention")]
    [InlineData("$.model.attention.latent", "model/attention/latent")]
    [InlineData("$.model.mixture", "model/mixture")]
    public void Schema_Members_AreThoseOfTheReader(string path, string place)
    {
        const string Json = """
            {
              "model": { "attention": { "latent": {} }, "mixture": {} }, "cluster": { "link": {} },
              "strategy": { "recompute": {}, "adapter": {}, "offload": {} }, "workload": {}, "economics": {}
            }
            """;
        var known = new SortedSet<string>(StringComparer.Ordinal);
        void Note(string closed, IReadOnlyList<string> names)
        {
            if (closed == path)
            {
                known.UnionWith(names);
            }
        }

        new ScenarioReader().Read(Json, new InputProblems { Closed = Note });
        new ScenarioReader().Read("{ \"kind\": \"inference\"," + Json.TrimStart()[1..], new InputProblems { Closed = Note });
        new ScenarioReader().Read(
            "{ \"kind\": \"serving\", \"workload\": { \"arrival\": {}, \"inputTokens\": {}, \"outputTokens\": {}, \"sharedPrefix\": {}, \"slo\": {} } }",
            new InputProblems { Closed = Note }
        );
        var described = new SortedSet<string>(SchemaChecker.MembersAt(Schema, place), StringComparer.Ordinal);
        known.ExceptWith(["$schema"]);
        described.ExceptWith(["$schema"]);
        Assert.Equal(known, described);
    }
}
