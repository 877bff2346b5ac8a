using LlmCostSim.Cli.Output;

namespace LlmCostSim.Cli.Tests;

/// <summary>The tool as a process among others: pipes that close, results that go to files, progress that nobody asked for.</summary>
public sealed class ProcessTests : FileTests
{
    /// <summary><c>llmcost models --json | head -c 10</c>: more than a pipe holds, and nobody who reads it.</summary>
    [Fact]
    public async Task Output_ReaderHasGone_EndsInSilence()
    {
        using var process = new ToolProcess(["models", "--json"]);
        var first = new char[10];
        await process.Output.ReadBlockAsync(first).AsTask().WaitAsync(ToolProcess.Patience);

        Assert.Equal((0, ""), await process.EndUnread());
        Assert.Equal('{', first[0]);
    }

    [Theory]
    [InlineData("estimate", "falcon-7b")]
    [InlineData("plan", "falcon-7b", "--top", "1")]
    [InlineData("validate", "--data", "benchmarks/measured/training.csv")]
    public async Task Output_Redirected_HasNoColoursAndNoProgress(params string[] args)
    {
        using var process = new ToolProcess([.. args.Select(InRepository)]);

        var (_, output, error) = await process.End();

        Assert.NotEmpty(output);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\r', error);
        Assert.DoesNotContain('\u001b', error);
    }

    /// <summary>Answers are coloured unless NO_COLOR says otherwise (no-color.org: set and not empty).</summary>
    [OnTerminalTheory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("1", false)]
    public async Task Output_OnATerminal_IsColouredUnlessNoColorIsSet(string? noColor, bool coloured)
    {
        using var process = ToolProcess.OnTerminal(
            "estimate falcon-7b",
            ("NO_COLOR", noColor),
            ("TERM", "xterm-256color"),
            ("COLUMNS", "90")
        );

        var (_, output, _) = await process.End();

        Assert.Contains("falcon-7b", output, StringComparison.Ordinal);
        // A colour or a weight; moving the cursor is none.
        Assert.Equal(
            coloured,
            output.Contains("\u001b[1m", StringComparison.Ordinal) || output.Contains("\u001b[3", StringComparison.Ordinal)
        );
    }

    /// <summary>As bash does it when its user presses the tabulator behind the last word.</summary>
    [InBashTheory]
    [InlineData("llmcost esti", "estimate")]
    [InlineData("llmcost fit --gpu RTX-40", "RTX-4090")]
    [InlineData("llmcost plan falcon-7b --par", "--pareto")]
    public async Task Completion_InBash_CompletesTheWord(string line, string word)
    {
        using var process = ToolProcess.InBash(
            $"""
            source <(llmcost completion bash)
            COMP_LINE='{line}'; COMP_POINT={line.Length}; COMP_WORDS=({line}); COMP_CWORD=$((`echo '{line}' | wc -w` - 1))
            _llmcost_complete
            echo "$COMPREPLY"
            complete -p llmcost
            """
        );

        var (code, output, error) = await process.End();

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(word + "\n", output, StringComparison.Ordinal);
        Assert.EndsWith("_llmcost_complete llmcost", output.Trim(), StringComparison.Ordinal);
    }

    /// <summary>COLUMNS counts for a file or pipe, too; 100 without it, and what is no number of 40 or more is no width.</summary>
    [Theory]
    [InlineData("60", 60)]
    [InlineData("140", 140)]
    [InlineData("7", 100)]
    [InlineData("wide", 100)]
    [InlineData(null, 100)]
    public async Task Output_Redirected_IsAsWideAsColumnsSays(string? columns, int width)
    {
        using var process = new ToolProcess(["compare", "full-vs-qlora"], ("COLUMNS", columns));

        var (_, output, _) = await process.End();

        Assert.InRange(output.Split('\n').Max(static line => line.TrimEnd().Length), width - 25, width);
    }

    [Fact]
    public void Progress_WatchedError_DrawsAndClears()
    {
        using var error = new StringWriter();
        using (var progress = ProgressBar.On(new Terminal(TextWriter.Null, error) { ErrorIsWatched = true }, "predicting")!)
        {
            progress.Report(0.5);
            progress.Report(0.501);
            progress.Report(1);
        }

        var drawn = error.ToString().Split('\r');
        Assert.Equal("predicting ███████████████░░░░░░░░░░░░░░░  50 %", drawn[1]);
        Assert.EndsWith(" 100 %", drawn[2], StringComparison.Ordinal);
        Assert.Equal(["", ""], [drawn[3].Trim(), drawn[4]]);
        Assert.True(drawn[3].Length >= drawn[2].Length);
    }

    [Theory]
    [InlineData("plan", "searching", "falcon-7b", "--top", "1")]
    [InlineData("validate", "predicting", "--data", "benchmarks/measured/training.csv")]
    [InlineData("sweep", "estimating", "falcon-7b", "--vary", "strategy.microBatch=1,2")]
    [InlineData("serve", "serving", "llama-2-70b-serving")]
    [InlineData("serve", "searching", "llama-2-70b-serving", "--capacity")]
    public void Progress_OfLongWork_IsOnErrorOnly(string verb, string doing, params string[] args)
    {
        using StringWriter output = new(),
            error = new();

        CommandLine.Run([verb, .. args.Select(InRepository)], new Terminal(output, error) { ErrorIsWatched = true });

        Assert.Contains($"\r{doing} ", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(doing + " █", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_OfABatchIntoAFile_FollowsItsInput()
    {
        var line = File.ReadAllText(Tool.Sample("falcon-7b.json")).ReplaceLineEndings(" ");
        var input = Write("jobs.jsonl", string.Concat(Enumerable.Repeat(line + "\n", 300)));
        using var error = new StringWriter();

        CommandLine.Run(["batch", input, "--out", PathOf("jobs.out")], new Terminal(TextWriter.Null, error) { ErrorIsWatched = true });

        Assert.Contains("\restimating ", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(300, File.ReadLines(PathOf("jobs.out")).Count());
    }

    private static string InRepository(string word) =>
        word.StartsWith("benchmarks/", StringComparison.Ordinal) ? Repository.At(word) : word;
}
