using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Explaining;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost explain SCENARIO [FIGURE]</c>: how a figure of the report comes about, with the values that went into it.</summary>
internal static class ExplainVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.Scenario();
        var figure = new Argument<string?>("figure")
        {
            Description =
                "Figure by its path in the JSON report, such as step.breakdown.dataParallel, or by its last part; without one, all are listed.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("explain", "Which formula, which inputs, which source: how a figure of the report comes about.")
        {
            file,
            figure,
            convention,
        };
        var output = new OutputOptions(command);
        command.SetAction(result =>
        {
            var scenario = ScenarioFiles.Read(result.GetRequiredValue(file), terminal);
            var report = CommonOptions.Estimator(result.GetValue(convention)).Estimate(scenario);
            if (result.GetValue(figure) is { } path)
            {
                var explained = FigureExplanation.Of(scenario, report, path);
                output.Write(result, terminal, () => ExplanationJson.ToText(explained), () => ExplanationPage.Of(report, explained));
            }
            else
            {
                output.Write(result, terminal, () => ExplanationJson.ToText(report), () => ExplanationPage.Of(scenario, report));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
