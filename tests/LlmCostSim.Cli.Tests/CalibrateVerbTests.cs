namespace LlmCostSim.Cli.Tests;

public sealed class CalibrateVerbTests
{
    private const string Rows = """
        dtype,m,n,k,time_us
        bf16,4096,4096,4096,700
        bf16,8192,4096,4096,1350
        bf16,4096,11008,4096,1800
        bf16,4096,4096,11008,1750
        bf16,64,4096,4096,32
        bf16,16,11008,4096,70

        """;

    private const string Scenario = """
        {
          "model": "llama-2-7b", "cluster": { "accelerator": ACCELERATOR, "count": 8 },
          "strategy": { "sharding": "fsdp-full", "recompute": "full", "framework": "fsdp" }, "workload": { "sequenceLength": 4096, "globalBatch": 64, "tokens": "1 B" }
        }
        """;

    [Fact]
    public void Calibrate_WritesAFile_ThatScenariosVerbsAndOptionsUse()
    {
        var csv = Tool.Temporary("my.csv", Rows);
        var folder = Path.GetDirectoryName(csv)!;
        var file = Path.Combine(folder, "my-a100.json");
        File.WriteAllText(
            Path.Combine(folder, "file.json"),
            Scenario.Replace("ACCELERATOR", "{ \"file\": \"my-a100.json\" }", StringComparison.Ordinal)
        );
        File.WriteAllText(Path.Combine(folder, "name.json"), Scenario.Replace("ACCELERATOR", "\"my-a100\"", StringComparison.Ordinal));
        File.WriteAllText(
            Path.Combine(folder, "plain.json"),
            Scenario.Replace("ACCELERATOR", "\"A100-SXM-80GB\"", StringComparison.Ordinal)
        );

        var (code, text, error) = Tool.Run("calibrate", "--data", csv, "--gpu", "A100-SXM-80GB", "--out", file);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("gemm.tileShare16Bit", text, StringComparison.Ordinal);
        Assert.Contains("my-a100", Tool.Run("gpus", file).Output, StringComparison.Ordinal);
        var byFile = Tool.Run("estimate", Path.Combine(folder, "file.json"), "--json");
        var byName = Tool.Run("estimate", Path.Combine(folder, "name.json"), "--json", "--hardware", file);
        Assert.Equal(0, byFile.Code);
        Assert.Equal(byFile.Output, byName.Output);
        Assert.NotEqual(byFile.Output, Tool.Run("estimate", Path.Combine(folder, "plain.json"), "--json").Output);
    }

    [Fact]
    public void Calibrate_BadRows_AreAllNamedWithFileAndLine()
    {
        var csv = Tool.Temporary("bad.csv", "dtype,m,n,k,time_us\nbf16,4096,4096,4096,none\nbf16,0,4096,4096,10\nbf99,64,64,64,10\n");

        var (code, _, error) = Tool.Run("calibrate", "--data", csv, "--gpu", "A100-SXM-80GB");

        Assert.Equal(2, code);
        Assert.Contains("bad.csv:2", error, StringComparison.Ordinal);
        Assert.Contains("bad.csv:3", error, StringComparison.Ordinal);
        Assert.Contains("bad.csv:4", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--gpu", "A1000-SXM")]
    [InlineData("--gpu", "no-such-file.json")]
    public void Calibrate_UnknownAccelerator_IsBadInput(params string[] rest) =>
        Assert.Equal(2, Tool.Run(["calibrate", "--data", Tool.Temporary("my.csv", Rows), .. rest]).Code);

    [Fact]
    public void Hardware_DamagedFile_IsBadInputAndNoTrace()
    {
        var (code, _, error) = Tool.Run("gpus", Tool.Temporary("x.json", "{ \"id\": 3 }"));

        Assert.Equal(2, code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
