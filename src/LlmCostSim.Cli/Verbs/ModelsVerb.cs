using System.CommandLine;
using LlmCostSim.Cli.Text;
using LlmCostSim.Models;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost models [NAME] [--json]</c>: the models that scenarios may name.</summary>
internal static class ModelsVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name") { Description = "Id or alias of one model; all by default.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommonOptions.Json();
        var command = new Command("models", "The models that scenarios may name: exact parameters, architecture, origin, licence, sources.") { name, json, CommonOptions.NoTiming() };
        command.SetAction(result =>
        {
            var one = result.GetValue(name);
            IReadOnlyList<ModelEntry> all = one is null ? ModelCatalog.Default.Models : [ModelCatalog.Default.Get(one)];
            if (result.GetValue(json))
            {
                terminal.Output.WriteLine(one is null ? CatalogJson.Models(all) : CatalogJson.Model(all[0]));
            }
            else if (one is null)
            {
                CatalogText.WriteModels(terminal, all);
            }
            else
            {
                CatalogText.WriteModel(terminal, all[0]);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
