namespace LlmCostSim.Cli.Tests;

public sealed class CalibrateVerbTests : FileTests
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
        var csv = Write("my.csv", Rows);
        var file = PathOf("my-a100.json");
        string Job(string name, string accelerator) => Write(name, Scenario.Replace("ACCELERATOR", accelerator, StringComparison.Ordinal));
        var (ofFile, ofName, plain) = (
            Job("file.json", """{ "file": "my-a100.json" }"""),
            Job("name.json", "\"my-a100\""),
            Job("plain.json", "\"A100-SXM-80GB\"")
        );

        var (code, text, error) = Tool.Run("calibrate", "--data", csv, "--gpu", "A100-SXM-80GB", "--out", file);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("gemm.tileShare16Bit", text, StringComparison.Ordinal);
        Assert.Contains("my-a100", Tool.Run("gpus", file).Output, StringComparison.Ordinal);
        var byFile = Tool.Run("estimate", ofFile, "--json");
        var byName = Tool.Run("estimate", ofName, "--json", "--hardware", file);
        Assert.Equal(0, byFile.Code);
        Assert.Equal(byFile.Output, byName.Output);
        Assert.NotEqual(byFile.Output, Tool.Run("estimate", plain, "--json").Output);
    }

    [Fact]
    public void Calibrate_BadRows_AreAllNamedWithFileAndLine()
    {
        var csv = Write("bad.csv", "dtype,m,n,k,time_us\nbf16,4096,4096,4096,none\nbf16,0,4096,4096,10\nbf99,64,64,64,10\n");

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
        Assert.Equal(2, Tool.Run(["calibrate", "--data", Write("my.csv", Rows), .. rest]).Code);

    [Fact]
    public void Hardware_DamagedFile_IsBadInputAndNoTrace()
    {
        var (code, _, error) = Tool.Run("gpus", Write("x.json", "{ \"id\": 3 }"));

        Assert.Equal(2, code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
