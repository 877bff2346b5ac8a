using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost fit --gpu NAME [--count N] [--model M] [--json]</c>: what fits an accelerator, per method.</summary>
internal static class FitVerb
{
    public static Command Create(Terminal terminal)
    {
        var gpu = new Option<string>("--gpu") { Description = "Accelerator, by id or alias.", Required = true }.WithAccelerators();
        var count = CommonOptions.Positive("--count", "How many of them.", 1);
        var model = new Option<string?>("--model")
        {
            Description = "Only this model; by default the largest of the catalogue's foundation models that fits.",
        }.WithModels();
        var sequence = CommonOptions.Positive("--sequence", "Tokens per sequence at which methods are compared.", FitRequest.UsualSequence);
        var rank = CommonOptions.Positive("--rank", "Rank of the adapters.", FitRequest.UsualRank);
        var examples = CommonOptions.Positive("--examples", "Sequences of an epoch.", FitRequest.UsualExamples);
        var command = new Command(
            "fit",
            "What fits a GPU: largest model, sequence, batch and adapter rank by method, and the time of an epoch."
        )
        {
            gpu,
            count,
            model,
            sequence,
            rank,
            examples,
        };
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var request = new FitRequest(terminal.Hardware.Get(result.GetRequiredValue(gpu)), result.GetValue(count))
            {
                SequenceLength = result.GetValue(sequence),
                Rank = result.GetValue(rank),
                Examples = result.GetValue(examples),
            };
            if (result.GetValue(model) is { } name)
            {
                request = request with { Models = [ModelCatalog.Default.Get(name).Spec] };
            }

            var rows = FitFinder.Find(request);
            output.Write(result, terminal, () => FitJson.ToText(request, rows), () => FitPage.Of(request, rows));
            return rows.Any(static row => row.Model.Length > 0) ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }
}
