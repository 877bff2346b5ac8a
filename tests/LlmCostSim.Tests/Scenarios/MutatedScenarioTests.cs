using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>
/// Whatever is done to a scenario file, the answer is a report with finite figures or a list of problems, never an exception.
/// </summary>
public sealed class MutatedScenarioTests
{
    private static readonly string[] Bases =
    [
        Samples.Falcon,
        Samples.Everything,
        Samples.Inference,
        .. Samples.ShippedFiles.Order(StringComparer.Ordinal).Select(File.ReadAllText),
    ];

    private static readonly string[] Values =
    [
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1",
        "2",
        "3",
        "7",
        "8",
        "64",
        "1000",
        "1e6",
        "1e9",
        "2147483647",
        "2147483648",
        "1e18",
        "1e300",
        "1e999",
        "-1e300",
        "0.5",
        "1e-300",
        "\"\"",
        "\"x\"",
        "\"none\"",
        "\"full\"",
        "\"zero3\"",
        "\"fsdp-full\"",
        "\"fp8\"",
        "\"fp16\"",
        "\"1.5 T\"",
        "\"80 GiB\"",
        "\"-5\"",
        "\"\\ud800\"",
        "[]",
        "{}",
        "[[[]]]",
        "{\"a\":1}",
        "\"falcon-180b\"",
        "\"mixtral-8x7b\"",
        "\"flan-t5-xxl\"",
        "\"deepseek-v3\"",
        "\"V100-SXM2-16GB\"",
        "\"interleaved\"",
        "\"zb-h2\"",
        "\"dualpipe\"",
        "\"lora\"",
        "\"adafactor\"",
        "\"q4_k_m\"",
        "\"awq\"",
        "\"inference\"",
    ];

    [Property(MaxTest = 2000)]
    public void Estimate_OneMemberChanged_GivesAReportOrProblems(Seed which, Seed where, Seed what)
    {
        var root = JsonNode.Parse(
            Bases[which.Below(Bases.Length)],
            null,
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        )!;
        var slots = Slots(root).ToList();
        var (parent, name) = slots[where.Below(slots.Count)];
        const string Mark = "\"@@\"";
        parent[name] = "@@";
        Check(root.ToJsonString().Replace(Mark, Values[what.Below(Values.Length)], StringComparison.Ordinal));
    }

    [Property(MaxTest = 2000)]
    public void Estimate_OneCharacterChanged_GivesAReportOrProblems(Seed which, Seed where, char what)
    {
        var text = Bases[which.Below(Bases.Length)].ToCharArray();
        text[where.Below(text.Length)] = what;
        Check(new string(text));
    }

    [Property(MaxTest = 500)]
    public void Estimate_CutAnywhere_GivesAReportOrProblems(Seed which, Seed where)
    {
        var text = Bases[which.Below(Bases.Length)];
        Check(text[..where.Below(text.Length)]);
    }

    private static void Check(string json)
    {
        var problems = new InputProblems();
        var scenario = new ScenarioReader().Read(json, problems);
        Assert.Equal(scenario is null, problems.Any);
        if (scenario is null)
        {
            return;
        }

        // A simulation takes as long as it has requests.
        if (scenario is ServingScenario serving)
        {
            scenario = serving with { Workload = serving.Workload with { Requests = Math.Min(serving.Workload.Requests, 2000) } };
        }

        try
        {
            using var report = JsonDocument.Parse(ReportJson.ToText(new Estimator().Estimate(scenario)));
            FiniteFigures.Hold(report.RootElement, json);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(json, exception);
        }
    }

    private static IEnumerable<(JsonObject Parent, string Name)> Slots(JsonNode node)
    {
        if (node is not JsonObject members)
        {
            yield break;
        }

        foreach (var (name, child) in members)
        {
            yield return (members, name);
            foreach (var slot in child is null ? [] : Slots(child))
            {
                yield return slot;
            }
        }
    }
}
