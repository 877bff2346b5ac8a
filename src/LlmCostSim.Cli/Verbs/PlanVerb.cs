using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost plan SCENARIO.json [--top N] [--pareto] [--no-prune] [--json]</c>: the best strategies for a job.</summary>
internal static class PlanVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.Scenario("fields of its strategy are fixed, absent ones are searched");
        var top = CommonOptions.Positive("--top", "How many of the best plans to show.", 5);
        var pareto = new Option<bool>("--pareto") { Description = "Also show the plans that no other beats in time, cost, GPUs and memory headroom at once." };
        var all = new Option<bool>("--no-prune") { Description = "Evaluate every plan, also those that a bound excludes." };
        var threads = new Option<int>("--threads") { Description = "Threads; by default one per processor." };
        var timing = CommonOptions.NoTiming();
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("plan", "Searches the strategies: the best plans for a job, and why the others are not.") { file, top, pareto, all, threads, timing, convention };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            var request = Read(result.GetRequiredValue(file), terminal) with
            {
                Top = result.GetValue(top),
                Pareto = result.GetValue(pareto),
                Prune = !result.GetValue(all),
                Threads = Math.Max(0, result.GetValue(threads)),
            };
            var answer = Search(request, result.GetValue(convention), terminal);
            output.Write(result, terminal, () => PlanJson.ToText(answer, !result.GetValue(timing)), () => PlanPage.Of(request, answer, !result.GetValue(timing)));
            return answer.Plans.Count > 0 ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }

    private static PlanRequest Read(string path, Terminal terminal)
    {
        var file = ScenarioFiles.Locate(path);
        var problems = new InputProblems();
        return PlanInput.Read(ScenarioFiles.ReadText(file, terminal), ScenarioFiles.Reader(file, terminal), problems)
            ?? throw new InvalidInputException([.. problems.Select(p => p with { Path = $"{path}: {p.Path}" })]);
    }

    private static PlanResult Search(PlanRequest request, string? convention, Terminal terminal)
    {
        using var cancellation = new CancellationTokenSource();
        ConsoleCancelEventHandler stop = (_, press) =>
        {
            press.Cancel = true;
            cancellation.Cancel();
        };
        Console.CancelKeyPress += stop;
        var progress = terminal.Interactive && !Console.IsErrorRedirected ? new PlanProgress(terminal.Error) : null;
        try
        {
            return PlanSearch.Find(request, CommonOptions.Estimator(convention), progress, cancellation.Token);
        }
        finally
        {
            progress?.Clear();
            Console.CancelKeyPress -= stop;
        }
    }
}
