using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class AuditVerbTests : FileTests
{
    private const string Impossible =
        """{ "model": "falcon-40b", "tokens": 2.5e12, "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 }, "strategy": { "pipeline": 2, "data": 192 }, "days": 14 }""";

    [Fact]
    public void Audit_Json_IsAsTheContractSays()
    {
        var (code, output, error) = Tool.Run("audit", Write("claim.json", Impossible), "--json");
        Assert.Equal((1, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal("impossible", root.GetProperty("verdict").GetString());
        Assert.True(root.GetProperty("implied").GetProperty("mfu").GetDouble() > 4);
        Assert.NotEqual(0, root.GetProperty("trueIf").GetArrayLength());
        Assert.All(
            root.GetProperty("findings").EnumerateArray(),
            finding =>
                Assert.All(
                    ["check", "severity", "value", "limit", "unit", "text"],
                    (string name) => Assert.True(finding.TryGetProperty(name, out _))
                )
        );
    }

    [Theory]
    [InlineData("falcon-40b-article", 1)]
    [InlineData("falcon-layout-transcribed", 1)]
    [InlineData("llama-13b-article", 0)]
    [InlineData("falcon-40b-primary", 0)]
    [InlineData("gpt-4-rumour", 0)]
    public void Audit_Shipped_ExitsOneOnImpossibleAndInconsistentOnly(string id, int expected) =>
        Assert.Equal(expected, Tool.Run("audit", id).Code);

    [Fact]
    public void Audit_StandardInput_IsRead() => Assert.Equal(1, Tool.RunWith(Impossible, "audit", "-").Code);

    [Fact]
    public void Audit_BadClaim_ListsEverything()
    {
        var (code, _, error) = Tool.Run(
            "audit",
            Write("claim.json", """{ "model": "falcn-40b", "tokns": 1, "cluster": { "accelerator": "A100-SXM-40G" } }""")
        );
        Assert.Equal(2, code);
        Assert.Contains("falcon-40b", error, StringComparison.Ordinal);
        Assert.Contains("did you mean 'tokens'", error, StringComparison.Ordinal);
        Assert.Contains("$.cluster.accelerator", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_NoSuchClaim_SuggestsTheNearest()
    {
        var (code, _, error) = Tool.Run("audit", "falcon-40b-articel");
        Assert.Equal(2, code);
        Assert.Contains("falcon-40b-article", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Audit_AllShipped_ComeToTheirVerdicts()
    {
        var (code, output, _) = Tool.Run("audit", "--shipped", "--json");
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(json.RootElement.GetProperty("claims").GetArrayLength() > 80);
    }
}
