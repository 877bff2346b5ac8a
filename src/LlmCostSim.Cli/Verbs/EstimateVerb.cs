using System.CommandLine;
using LlmCostSim.Cli.Text;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost estimate SCENARIO.json [--json] [--trace FILE] [--timeline FILE]</c>: one scenario in full.</summary>
internal static class EstimateVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("scenario") { Description = "Scenario file, '-' for standard input, or the name of a shipped scenario." };
        var measured = new Option<string?>("--measured") { Description = "JSON file { \"measured\": { \"stepSeconds\": … }, \"scenario\": { … } }: a measured step of the same machine, towards which times move." };
        var json = CommonOptions.Json();
        var timing = CommonOptions.NoTiming();
        var convention = CommonOptions.FlopsConvention();
        var trace = new Option<string?>("--trace") { Description = "Write the replayed step of a training scenario as a Chrome trace (Perfetto) to this file." };
        var timeline = new Option<string?>("--timeline") { Description = "Draw the pipeline of a training scenario as SVG to this file." };
        var command = new Command("estimate", "One scenario in full: does it fit, how long does it take, what does it cost?") { file, measured, json, timing, convention, trace, timeline };
        command.SetAction(result => Run(terminal, Read(terminal, result.GetRequiredValue(file), result.GetValue(measured)), result.GetValue(json), result.GetValue(convention), result.GetValue(trace), result.GetValue(timeline)));
        return command;
    }

    private static Scenario Read(Terminal terminal, string file, string? measured) => (ScenarioFiles.Read(file, terminal), measured) switch
    {
        (var scenario, null) => scenario,
        (TrainingScenario training, _) => training with { Measured = ScenarioFiles.ReadMeasured(measured, terminal) },
        _ => throw new InvalidInputException([new InputProblem("--measured", "calibration by a measured step is for training")]),
    };

    private static int Run(Terminal terminal, Scenario scenario, bool json, string? convention, string? trace, string? timeline)
    {
        var estimator = CommonOptions.Estimator(convention);
        var report = estimator.Estimate(scenario);
        if (scenario is TrainingScenario training && (trace ?? timeline) is not null && !TryWritePipeline(terminal, estimator, training, trace, timeline))
        {
            return ExitCode.BadInput;
        }

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

    private static bool TryWritePipeline(Terminal terminal, Estimator estimator, TrainingScenario training, string? trace, string? timeline)
    {
        try
        {
            WritePipeline(estimator, training, trace, timeline);
            return true;
        }
        catch (Exception problem) when (problem is ArgumentException or IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"strategy.schedule: {problem.Message}");
            return false;
        }
    }

    private static void WritePipeline(Estimator estimator, TrainingScenario scenario, string? trace, string? timeline)
    {
        var (replay, step) = estimator.Replay(scenario);
        if (trace is not null)
        {
            using var stream = File.Create(trace);
            ChromeTraceWriter.Write(stream, replay, step);
        }

        if (timeline is not null)
        {
            using var writer = new StreamWriter(timeline);
            TimelineSvgWriter.Write(writer, replay);
        }
    }
}
