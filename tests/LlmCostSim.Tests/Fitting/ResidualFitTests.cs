using LlmCostSim.Fitting;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Fitting;

public sealed class ResidualFitTests
{
    // Measured over predicted from 0.8 to 1.2, twelve models of five rows each.
    private static ValidatedRow[] Steps(string source, int models, int rows) =>
        [
            .. Enumerable
                .Range(0, models * rows)
                .Select(i => new ValidatedRow
                {
                    File = "training.csv",
                    Line = i + 2,
                    Id = $"{source} {i}",
                    Source = source,
                    Metric = "step_time",
                    Measured = 0.8 + (0.4 * i / ((models * rows) - 1)),
                    Predicted = 1,
                    Class = "time/node/megatron",
                    Group = $"megatron/{source}{i % models}",
                    HasFittedConstants = true,
                }),
        ];

    [Fact]
    public void Of_FittedRows_KnowTheirModelsAndAreWiderForOthers()
    {
        var rows = Steps("a", 12, 5);

        var residuals = ResidualFit.Of(rows, rows, 5);

        Assert.True(residuals.Knows("time/node/megatron", "a3"));
        var (low, high) = residuals.Of("time/node/megatron", "a3");
        var (otherLow, otherHigh) = residuals.Of("time/node/megatron", "another");
        Assert.Equal(0.84, low, 0.01);
        Assert.Equal(1.16, high, 0.01);
        Assert.True(otherLow <= low && otherHigh >= high);
        Assert.True(residuals.Of("time/node/nobodys", "another").High > otherHigh);
    }

    [Fact]
    public void Of_RowsThatDoNotCount_AreLeftOut()
    {
        var rows = Steps("a", 12, 5);
        ValidatedRow[] suspect = [.. rows, rows[0] with { Measured = 50, Scored = false }, rows[0] with { Predicted = null }];

        Assert.Equal(
            ResidualFit.Of(rows, rows, 5).Classes.Single(c => c.Name == "time").Rows,
            ResidualFit.Of(suspect, rows, 5).Classes.Single(c => c.Name == "time").Rows
        );
    }

    [Fact]
    public void WorthOfAbove_RowsInAnyOrder_IsTheSame()
    {
        var rows = Steps("a", 12, 5);

        var (worth, likelihood) = ResidualFit.WorthOfAbove(rows);
        var (again, same) = ResidualFit.WorthOfAbove(rows.Reverse());

        Assert.Equal(worth, again);
        Assert.Equal(likelihood, same, 1e-9);
    }

    [Fact]
    public void Coverage_LargeAndSmallDataSets_HaveALineOfTheirsAndOneOfTheirKind()
    {
        ValidatedRow[] rows = [.. Steps("large", 12, 5), .. Steps("small", 4, 5)];
        rows = [.. rows.Select((row, i) => row with { Line = i + 2 })];
        var log = new StringWriter();

        CoverageTable.Write(rows, rows, 5, log);

        var lines = log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"large +step_time +60 +8\d +[89]\d +\d+", lines[1]);
        Assert.Matches(@"smaller ones: training steps +20 ", lines[2]);
    }
}
