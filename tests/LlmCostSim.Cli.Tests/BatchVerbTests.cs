using System.Text;
using System.Text.Json;
using LlmCostSim.Cli.Verbs;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Tests;

public sealed class BatchVerbTests : FileTests
{
    private const string Good =
        """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "sharding": "zero3" }, "workload": { "globalBatch": SIZE } }""";

    [Fact]
    public void Batch_MixedLines_AnswersEachInItsPlaceAndExitsTwo()
    {
        var input = string.Join('\n', Line(8), "{ \"model\": 1 }", "", Line(16), "not json");
        var (code, output, error) = Tool.RunWith(input, "batch", "-");
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal((2, 4), (code, lines.Length));
        Assert.Contains("\"feasible\"", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"line\":2,\"errors\":[\"$", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"feasible\"", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("{\"line\":5,\"errors\":[", lines[3], StringComparison.Ordinal);
        Assert.Contains("2 bad", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_LineLongerThanAScenarioMayBe_IsBadAndTheNextIsAnswered()
    {
        var (code, output, _) = Tool.RunWith(
            $"{new string(' ', JsonInput.MaxLength + 5)}{{}}\n{new string('[', JsonInput.MaxLength + 5)}\n{Line(8)}",
            "batch",
            "-"
        );
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal((2, 2), (code, lines.Length));
        Assert.StartsWith("{\"line\":2,\"errors\":[", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"feasible\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_ManyLines_KeepsTheOrder()
    {
        var sizes = Enumerable.Range(1, 3000).Select(i => i * 8).ToList();
        using var output = new StringWriter { NewLine = "\n" };
        var input = new StringReader(string.Join('\n', sizes.Select(Line)));
        Assert.Equal(0, BatchRun.Answer(input, output, new ScenarioReader(), new Estimator()));
        var seconds = output
            .ToString()
            .TrimEnd('\n')
            .Split('\n')
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetProperty("seconds").GetDouble())
            .ToList();
        Assert.Equal(3000, seconds.Count);
        Assert.Equal(seconds.Order(), seconds);
    }

    [Fact]
    public void Batch_Out_WritesTheFile()
    {
        var input = Write("in.jsonl", Line(8));
        var target = PathOf("out.jsonl");
        var (code, output, _) = Tool.Run("batch", input, "--out", target);
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("\"feasible\"", File.ReadAllText(target, Encoding.UTF8), StringComparison.Ordinal);
    }

    [Fact]
    public void Batch_NoSuchFile_ExitsTwo() => Assert.Equal(2, Tool.Run("batch", "/no/such/file.jsonl").Code);

    private static string Line(int size) =>
        Good.Replace("SIZE", size.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
