using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

public sealed class ValidateVerbTests : FileTests
{
    private const string Rows =
        "source,gpu,dtype,m,n,k,time_us\nsomeone-1.0,a100,bf16,4096,4096,4096,600\nsomeone-1.0,no-such-gpu,bf16,64,64,64,5\n";

    [Fact]
    public void Validate_Json_IsOneDocument_AndReasonsGoToStandardError()
    {
        var (code, output, error) = Tool.Run(
            "validate",
            "--data",
            Write("gemm.csv", Rows),
            Write("claims.csv", "claim_id,claim,verdict\n1,x,y\n"),
            "--json"
        );
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var total = json.RootElement.GetProperty("total");
        Assert.Equal(
            (1, 1, 0),
            (total.GetProperty("rows").GetInt32(), total.GetProperty("skipped").GetInt32(), total.GetProperty("notScored").GetInt32())
        );
        Assert.Equal("gemm.csv", json.RootElement.GetProperty("groups")[0].GetProperty("file").GetString());
        Assert.Contains("gemm.csv:3: skipped: accelerator 'no-such-gpu' is not known", error, StringComparison.Ordinal);
        Assert.Contains("claims.csv", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_Rows_WritesEveryRow()
    {
        var target = PathOf("out.csv");
        Write("gemm.csv", Rows);
        var (code, output, _) = Tool.Run("validate", "--data", PathOf(""), "--rows", target);
        Assert.Equal(0, code);
        Assert.Contains("total: 1 rows predicted, 1 skipped, 0 not scored", output, StringComparison.Ordinal);
        var lines = File.ReadAllLines(target);
        Assert.Equal("file,line,id,source,metric,measured,predicted,p10,p90,error", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("gemm.csv,2,gemm.csv:2,someone-1.0,bf16 time>=10us,600,", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",5,,,,", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NoSuchPaths_ExitsTwoAndNamesEach()
    {
        var (code, _, error) = Tool.Run("validate", "--data", "no-such-folder", "nor-this.csv");
        Assert.Equal(2, code);
        Assert.Contains("no-such-folder", error, StringComparison.Ordinal);
        Assert.Contains("nor-this.csv", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NothingMeasured_ExitsTwoAndNamesTheFile()
    {
        var (code, _, error) = Tool.Run("validate", "--data", Write("odd.csv", "a,b\n1,2\n"));
        Assert.Equal(2, code);
        Assert.Contains("odd.csv", error, StringComparison.Ordinal);
    }
}
