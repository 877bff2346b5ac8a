using System.CommandLine;
using LlmCostSim.Cli.Text;
using LlmCostSim.Reporting;
using LlmCostSim.Setups;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost reproduce [--json] [NAME…]</c>: every documented setup beside what the simulator says.</summary>
internal static class ReproduceVerb
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("name") { Description = "Parts of setup or family names; all by default.", Arity = ArgumentArity.ZeroOrMore };
        var json = CommonOptions.Json();
        var command = new Command("reproduce", "Documented training and inference setups beside what the simulator says.") { names, json, CommonOptions.NoTiming() };
        command.SetAction(result =>
        {
            var setups = SetupCatalog.Matching(result.GetValue(names) ?? []);
            if (setups.Count == 0)
            {
                terminal.Error.WriteLine("no documented setup of that name; the families are " + string.Join(", ", SetupCatalog.All.Select(setup => setup.Family).Distinct()));
                return ExitCode.BadInput;
            }

            var rows = new Reproducer().Run(setups);
            if (result.GetValue(json))
            {
                terminal.Output.WriteLine(ReproductionJson.Write(rows));
            }
            else
            {
                ReproductionText.Write(terminal, rows);
            }

            return rows.All(row => row.Verdict == row.Expected) ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }
}
