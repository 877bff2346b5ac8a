using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

/// <summary>The publishable measured rows that ship in the repository.</summary>
public sealed class PublishedRowsTests
{
    private static readonly string Folder = Repository.At("benchmarks", "measured");

    [Fact]
    public void Validate_ShippedRows_CountsEveryRowOnce()
    {
        var report = new Validator().Validate([Folder]);
        Assert.Equal(report.Rows.Count, report.Counted + report.Skipped + report.NotScored);
        Assert.Contains(report.Groups, group => group is { File: "training.csv", Rows: > 100 });
        Assert.Contains(report.Groups, group => group is { File: "runs.csv", Rows: > 0 });
        Assert.All(report.Rows, row => Assert.Equal(row.Predicted is null, row.Reason.Length > 0));
        Assert.All(
            report.Rows.Where(row => row.Predicted is not null),
            row => Assert.InRange(row.Predicted!.Value, row.P10!.Value, row.P90!.Value)
        );
    }

    [Fact]
    public void Validate_ShippedTrainingRows_AreAllPredicted() =>
        Assert.Empty(
            new Validator()
                .Validate([Path.Combine(Folder, "training.csv")])
                .Rows.Where(row => row.Predicted is null)
                .Select(row => $"{row.Id}: {row.Reason}")
        );

    [Fact]
    public void ShippedRows_NameTheirSource_AndHoldNoneThatMayNotShip()
    {
        var report = new Validator().Validate([Folder]);
        Assert.All(report.Rows, row => Assert.NotEmpty(row.Source));
        string[] closed = ["vTrain", "aic-", "llmcompass", "vidur-"];
        Assert.DoesNotContain(report.Rows, row => closed.Any(start => row.Source.StartsWith(start, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("training.csv")]
    [InlineData("runs.csv")]
    [InlineData("memory.csv")]
    [InlineData("inference.csv")]
    public void Validate_AnyCellEmptyOrOdd_SkipsTheRowAndGoesOn(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, name));
        var columns = lines[0].Split(',').Length;
        string[] odd = ["", "no such thing", "-3", "0", "1e300", "7.5", "NaN"];
        var text = new StringWriter();
        text.WriteLine(lines[0]);
        var written = 0;
        foreach (
            var line in lines
                .Skip(1)
                .Where(line => !line.Contains('"', StringComparison.Ordinal))
                .Where((_, index) => index % 61 == 0)
                .Take(4)
        )
        {
            for (var column = 0; column < columns; column++)
            {
                string[] cells = line.Split(',');
                cells[column] = odd[(column + written) % odd.Length];
                text.WriteLine(string.Join(',', cells));
                written++;
            }
        }

        var report = new Validator().Validate([MeasuredFile.Read(name, new StringReader(text.ToString()))]);
        Assert.True(
            report.Rows.Count is var count && (count == written || count == 0),
            "every row is there, or the file is of no known kind"
        );
        Assert.All(report.Rows, row => Assert.True(row.Predicted is null ? row.Reason.Length > 0 : double.IsFinite(row.Predicted.Value)));
        Assert.All(report.Groups, group => Assert.True(double.IsFinite(group.Errors.Mape + group.Errors.Bias + group.IntervalCoverage)));
    }
}
