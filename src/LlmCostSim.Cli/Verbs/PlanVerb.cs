using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Planning;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost plan SCENARIO.json [--top N] [--pareto] [--no-prune] [--explain] [--json]</c>: the best strategies for a job.
/// </summary>
internal static class PlanVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.Scenario("fields of its strategy are fixed, absent ones are searched");
        var top = CommonOptions.Positive("--top", "How many of the best plans to show.", SearchRequest.UsualTop);
        var pareto = new Option<bool>("--pareto")
        {
            Description =
                "Also show the plans that no other equals in time, cost, GPUs and memory headroom at once; memory within 1 % counts as equal.",
        };
        var all = new Option<bool>("--no-prune") { Description = "Evaluate every plan, also those that a bound excludes." };
        var explain = new Option<bool>("--explain")
        {
            Description = "Hold the strategy of the file against the best plan of the whole space, term by term.",
        };
        var threads = new Option<int>("--threads") { Description = "Threads; by default one per processor." };
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("plan", "Searches the strategies: the best plans for a job, and why the others are not.")
        {
            file,
            top,
            pareto,
            all,
            explain,
            threads,
            convention,
        };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            var path = result.GetRequiredValue(file);
            var located = ScenarioFiles.Locate(path);
            var job = new PlanJob(
                path,
                ScenarioFiles.ReadText(located, terminal),
                ScenarioFiles.Reader(located, terminal),
                CommonOptions.Estimator(result.GetValue(convention)),
                terminal
            )
            {
                Top = result.GetValue(top),
                Pareto = result.GetValue(pareto),
                Prune = !result.GetValue(all),
                Threads = Math.Max(0, result.GetValue(threads)),
                Timing = result.TellsTiming(),
            };
            var answer = result.GetValue(explain) ? job.Explain() : job.Search();
            output.Write(result, terminal, answer.AsJson, answer.AsDocument);
            return answer.Found ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }
}
