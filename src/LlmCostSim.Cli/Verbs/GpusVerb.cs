using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Hardware;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost gpus [NAME] [--json]</c>: the accelerators that scenarios may name, or with <c>--clusters</c> the clusters of them.
/// </summary>
internal static class GpusVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name")
        {
            Description = "Id or alias of one accelerator, or the JSON file of one of your own; all by default.",
            Arity = ArgumentArity.ZeroOrOne,
        }.WithAccelerators();
        var command = new Command("gpus", "The accelerators that scenarios may name, with the source of every fact.")
        {
            name,
        };
        var clusters = new Option<bool>("--clusters")
        {
            Description = "Instead the clusters and cloud instances that a scenario's cluster may name, with their nodes and networks.",
        };
        command.Options.Add(clusters);
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var one = result.GetValue(name);
            if (result.GetValue(clusters))
            {
                var known = one is null ? ClusterCatalog.Default.Clusters : [ClusterCatalog.Default.Get(one)];
                output.Write(result, terminal, () => CatalogJson.Clusters(known), () => ClusterPage.Of(known));
            }
            else if (one is null)
            {
                var all = terminal.Hardware.Accelerators;
                output.Write(result, terminal, () => CatalogJson.Accelerators(all), () => AcceleratorPage.Of(all));
            }
            else
            {
                var gpu = Find(one, terminal);
                output.Write(result, terminal, () => CatalogJson.Accelerator(gpu), () => AcceleratorPage.Of(gpu));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Accelerator Find(string name, Terminal terminal) =>
        HardwareFiles.IsFile(name) ? HardwareCatalog.Read(ScenarioFiles.ReadText(name, terminal), name) : terminal.Hardware.Get(name);
}
