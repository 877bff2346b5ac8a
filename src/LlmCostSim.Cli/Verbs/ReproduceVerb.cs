using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Setups;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost reproduce [--json] [NAME…]</c>: every documented setup beside what the simulator says.</summary>
internal static class ReproduceVerb
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("name")
        {
            Description = "Parts of setup or family names; all by default.",
            Arity = ArgumentArity.ZeroOrMore,
        }.WithoutOptions();
        var command = new Command("reproduce", "Documented training and inference setups beside what the simulator says.")
        {
            names,
        };
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var setups = SetupCatalog.Matching(result.GetValue(names) ?? []);
            if (setups.Count == 0)
            {
                terminal.Error.WriteLine(
                    "no documented setup of that name; the families are "
                        + string.Join(", ", SetupCatalog.All.Select(setup => setup.Family).Distinct())
                );
                return ExitCode.BadInput;
            }

            var rows = new Reproducer().Run(setups);
            output.Write(result, terminal, () => ReproductionJson.Write(rows), () => ReproductionPage.Of(rows));
            return rows.All(row => row.Verdict == row.Expected) ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }
}
