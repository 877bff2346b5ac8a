using LlmCostSim.Cli.Verbs;

namespace LlmCostSim.Cli.Tests;

/// <summary>What a new user meets: init, help with examples, completion, and what is said to mistakes.</summary>
public sealed class BeginningTests : FileTests
{
    public static TheoryData<string> Kinds => [.. InitVerb.Kinds.Except([InitVerb.Gpu])];

    public static TheoryData<string> Lines => [.. Examples.All().Values.SelectMany(static lines => lines)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Init_EveryKind_RunsAtOnceAndFits(string kind)
    {
        var (code, template, _) = Tool.Run("init", "--kind", kind);
        Assert.Equal(0, code);
        Assert.Contains("//", template, StringComparison.Ordinal);
        var (estimated, _, error) = Tool.RunWith(template, "estimate", "-");
        Assert.Equal((0, ""), (estimated, error));
    }

    /// <summary>The accelerator of the template, by its file and by its id.</summary>
    [Fact]
    public void Init_Gpu_IsAnAcceleratorThatScenariosCanName()
    {
        var file = PathOf("my-gpu.json");
        Assert.Equal(0, Tool.Run("init", file, "--kind", InitVerb.Gpu).Code);
        Assert.Contains("47.3 GiB", Tool.Run("gpus", file).Output, StringComparison.Ordinal);
        var scenario = InitVerb.Template("qlora");
        var byFile = Write("a.json", scenario.Replace("\"RTX-4090\"", "{ \"file\": \"my-gpu.json\" }", StringComparison.Ordinal));
        var byId = Write("b.json", scenario.Replace("RTX-4090", "my-gpu", StringComparison.Ordinal));
        Assert.Equal((0, ""), Told(Tool.Run("estimate", byFile)));
        Assert.Equal((0, ""), Told(Tool.Run("estimate", byId, "--hardware", file)));

        static (int Code, string Error) Told((int Code, string Output, string Error) run) => (run.Code, run.Error);
    }

    [Fact]
    public void Init_FileThatIsThere_IsLeftAlone()
    {
        var file = Write("mine.json", "mine");
        var (code, _, error) = Tool.Run("init", file);
        Assert.Equal(2, code);
        Assert.Contains("--force", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Equal(0, Tool.Run("init", file, "--force").Code);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Examples_OfTheHelp_Run(string line)
    {
        Write("my-job.json", InitVerb.Template("training"));
        Write("my-service.json", InitVerb.Template("serving"));
        Write("jobs.jsonl", string.Concat(InitVerb.Template("training").Split('\n').Select(static l => l.Split("//")[0])) + "\n");
        string[] files = ["my-job.json", "my-gpu.json", "my-service.json", "jobs.jsonl", "reports.jsonl", "my-qlora.json", "charts"];
        var words = line.Split('#')[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(word => files.Contains(word) ? PathOf(word) : word);
        var (code, _, error) = Tool.Run([.. words]);
        Assert.True(code == (line.Contains("exits 1", StringComparison.Ordinal) ? 1 : 0), $"{line}: {code} {error}");
    }

    [Fact]
    public void Help_OfAVerb_EndsWithItsExamplesAndStaysNarrow()
    {
        var (code, output, _) = Tool.Run("fit", "--help");
        Assert.Equal(0, code);
        Assert.Contains("llmcost fit --gpu RTX-4090", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [InlineData("llmcost esti", "estimate")]
    [InlineData("llmcost fit --gpu H100-S", "H100-SXM-80GB")]
    [InlineData("llmcost models falcon-18", "falcon-180b")]
    [InlineData("llmcost estimate falcon", "falcon-7b")]
    [InlineData("llmcost plan falcon-7b --par", "--pareto")]
    public void Suggest_APartOfAWord_NamesTheWhole(string line, string expected)
    {
        var (code, output, _) = Tool.Run($"[suggest:{line.Length}]", line);
        Assert.Equal(0, code);
        Assert.Contains(expected, output.Split('\n'));
    }

    [Theory]
    [InlineData("bash", "complete -o default")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c llmcost")]
    [InlineData("powershell", "Register-ArgumentCompleter")]
    public void Completion_EveryShell_AsksTheTool(string shell, string word)
    {
        var (code, output, _) = Tool.Run("completion", shell);
        Assert.Equal(0, code);
        Assert.Contains(word, output, StringComparison.Ordinal);
        Assert.Contains("[suggest:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did you mean 'estimate'", "estimat", "x")]
    [InlineData("did you mean '--format'", "estimate", "falcon-7b", "--formt", "csv")]
    [InlineData("--count", "fit", "--gpu", "H100", "--count", "x")]
    [InlineData("at least 1", "fit", "--gpu", "H100", "--count", "0")]
    [InlineData("did you mean", "gpus", "A100-SXM-80")]
    [InlineData("nowhere.json", "import", "nowhere.json")]
    [InlineData("no such file", "batch", "nowhere.jsonl")]
    [InlineData("throughput.mfu", "explain", "falcon-7b", "mfuu")]
    [InlineData("is a folder", "estimate", "/")]
    [InlineData("is a folder", "batch", "/")]
    public void Mistake_IsAnsweredInOneLineOrTwo_WithWhatWasMeant(string said, params string[] args)
    {
        var (code, output, error) = Tool.Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.True(error.TrimEnd('\n').Split('\n').Length <= 3, error);
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("estimate")]
    [InlineData("compare")]
    [InlineData("plan")]
    [InlineData("sweep")]
    [InlineData("audit")]
    [InlineData("explain")]
    [InlineData("import")]
    [InlineData("gpus")]
    public void Run_EmptyOrBrokenFile_IsNamedWithItsProblem(string verb)
    {
        foreach (var text in new[] { "", "{ \"a\": ", "[1,2]" })
        {
            var file = Write("bad.json", text);
            string[] more = verb == "sweep" ? ["--vary", "name=a,b"] : [];
            var (code, output, error) = Tool.Run([verb, file, .. more]);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains("bad.json", error, StringComparison.Ordinal);
            Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
        }
    }
}
