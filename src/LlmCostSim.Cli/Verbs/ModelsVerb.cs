using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Models;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost models [NAME] [--json]</c>: the models that scenarios may name.</summary>
internal static class ModelsVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name")
        {
            Description = "Id or alias of one model; all by default.",
            Arity = ArgumentArity.ZeroOrOne,
        }.WithModels();
        var command = new Command("models", "The models that scenarios may name: exact parameters, architecture, origin, licence, sources.")
        {
            name,
        };
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var one = result.GetValue(name);
            if (one is null)
            {
                var all = ModelCatalog.Default.Models;
                output.Write(result, terminal, () => CatalogJson.Models(all), () => ModelPage.Of(all));
            }
            else
            {
                var model = ModelCatalog.Default.Get(one);
                output.Write(result, terminal, () => CatalogJson.Model(model), () => ModelPage.Of(model));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
