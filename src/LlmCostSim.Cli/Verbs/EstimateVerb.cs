using System.CommandLine;
using LlmCostSim.Cli.Text;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost estimate SCENARIO.json [--json]</c>: one scenario in full.</summary>
internal static class EstimateVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("scenario") { Description = "Scenario file, '-' for standard input, or the name of a shipped scenario." };
        var json = CommonOptions.Json();
        var timing = CommonOptions.NoTiming();
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("estimate", "One scenario in full: does it fit, how long does it take, what does it cost?") { file, json, timing, convention };
        command.SetAction(result => Run(terminal, result.GetRequiredValue(file), result.GetValue(json), result.GetValue(convention)));
        return command;
    }

    private static int Run(Terminal terminal, string file, bool json, string? convention)
    {
        var scenario = ScenarioFiles.Read(file, terminal);
        var report = CommonOptions.Estimator(convention).Estimate(scenario);
        if (json)
        {
            terminal.Output.WriteLine(ReportJson.ToText(report));
        }
        else
        {
            EstimateText.Write(terminal, scenario, report);
        }

        return report.Feasible ? ExitCode.Success : ExitCode.Infeasible;
    }
}
