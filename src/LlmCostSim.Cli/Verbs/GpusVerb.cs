using System.CommandLine;
using LlmCostSim.Cli.Text;
using LlmCostSim.Hardware;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost gpus [NAME] [--json]</c>: the accelerators that scenarios may name.</summary>
internal static class GpusVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name") { Description = "Id or alias of one accelerator, or the JSON file of one of your own; all by default.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json();
        var command = new Command("gpus", "The accelerators that scenarios may name, with the source of every fact.") { name, json, CommonOptions.NoTiming() };
        command.SetAction(result =>
        {
            var one = result.GetValue(name);
            IReadOnlyList<Accelerator> all = one is null ? terminal.Hardware.Accelerators : [Find(one, terminal)];
            if (result.GetValue(json))
            {
                terminal.Output.WriteLine(one is null ? CatalogJson.Accelerators(all) : CatalogJson.Accelerator(all[0]));
            }
            else if (one is null)
            {
                CatalogText.WriteAccelerators(terminal, all);
            }
            else
            {
                CatalogText.WriteAccelerator(terminal, all[0]);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Accelerator Find(string name, Terminal terminal) =>
        HardwareFiles.IsFile(name) ? HardwareCatalog.Read(ScenarioFiles.ReadText(name, terminal), name) : terminal.Hardware.Get(name);
}
