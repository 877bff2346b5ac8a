using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost compare A.json B.json … [--json]</c>: scenarios side by side, term by term.</summary>
internal static class CompareVerb
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("scenarios")
        {
            Description =
                "Scenario files, a folder of them, '-' for standard input (one scenario, or a JSON array of them), or the name of a shipped pair such as full-vs-qlora.",
            Arity = ArgumentArity.OneOrMore,
        }.WithoutOptions();
        var convention = CommonOptions.FlopsConvention();
        var command = new Command("compare", "Scenarios side by side, term by term: what makes one need more memory or time than another?")
        {
            files,
            convention,
        };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            var scenarios = ReadAll(result.GetRequiredValue(files), terminal);
            var estimator = CommonOptions.Estimator(result.GetValue(convention));
            var comparison = Comparison.Of(scenarios, [.. scenarios.Select(estimator.Estimate)]);
            output.Write(result, terminal, () => ComparisonJson.ToText(comparison), () => ComparisonPage.Of(comparison));
            return ExitCode.Success;
        });
        return command;
    }

    // Every file's problems at once, not only the first file's.
    private static List<Scenario> ReadAll(string[] arguments, Terminal terminal)
    {
        var scenarios = new List<Scenario>();
        var problems = new InputProblems();
        string[] paths = [.. arguments.SelectMany(ScenarioFiles.Expand)];
        foreach (var file in paths)
        {
            try
            {
                scenarios.AddRange(file == "-" ? ScenarioFiles.ReadOneOrMore(terminal) : [ScenarioFiles.Read(file, terminal)]);
            }
            catch (InvalidInputException invalid)
            {
                problems.AddRange(invalid.Problems);
            }
        }

        if (problems.Count == 0 && scenarios.Count < 2)
        {
            problems.Add(string.Join(' ', arguments), "compare needs at least two scenarios");
        }

        problems.ThrowIfAny();
        return scenarios;
    }
}
