namespace LlmCostSim.Cli.Tests;

/// <summary>Work that nobody watches ends in time and says why.</summary>
public sealed class SearchLimitsTests
{
    private static (int Code, string Error) Run(SearchLimits? limits, params string[] args)
    {
        using StringWriter output = new(),
            error = new() { NewLine = "\n" };
        return (CommandLine.Run(args, new Terminal(output, error) { SearchLimits = limits }), error.ToString());
    }

    [Theory]
    [InlineData("plan", "falcon-7b")]
    [InlineData("plan", "falcon-7b", "--explain")]
    [InlineData("serve", "llama-2-70b-serving")]
    [InlineData("serve", "llama-2-70b-serving", "--capacity")]
    [InlineData("sweep", "falcon-7b", "--vary", "strategy.microBatch=1,2,3")]
    public void Work_PastItsTime_StopsAndSaysSo(params string[] args)
    {
        var (code, error) = Run(new SearchLimits(32, 65536, TimeSpan.Zero), args);

        Assert.Equal(2, code);
        Assert.Contains("stopped after 0 s", error, StringComparison.Ordinal);
    }

    /// <summary>The scenario's cluster has 384 accelerators.</summary>
    [Theory]
    [InlineData(1, 384, 0)]
    [InlineData(0, 384, 2)]
    [InlineData(1, 383, 2)]
    public void Plan_LargerThanAllowed_IsRefused(int clusters, int accelerators, int expected)
    {
        var (code, error) = Run(new SearchLimits(clusters, accelerators, TimeSpan.FromMinutes(1)), "plan", "falcon-7b", "--top", "1");

        Assert.Equal(expected, code);
        Assert.Equal(expected == 2, error.Contains("$.search", StringComparison.Ordinal));
    }
}
