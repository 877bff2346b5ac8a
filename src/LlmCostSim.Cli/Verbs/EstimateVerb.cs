using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Scenarios;
using LlmCostSim.Training;
using LlmCostSim.Training.Schedules;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost estimate SCENARIO.json [--json] [--trace FILE] [--timeline FILE]</c>: one scenario in full.</summary>
internal static class EstimateVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.Scenario();
        var measured = new Option<string?>("--measured")
        {
            Description =
                "JSON file { \"measured\": { \"stepSeconds\": … }, \"scenario\": { … } }: a measured step (of inference: ttftSeconds, tpotSeconds or outputTokensPerSecond) of the same machine, towards which times move.",
        };
        var convention = CommonOptions.FlopsConvention();
        var trace = new Option<string?>("--trace")
        {
            Description = "Write the replayed step of a training scenario as a Chrome trace (Perfetto) to this file.",
        };
        var timeline = new Option<string?>("--timeline") { Description = "Draw the pipeline of a training scenario as SVG to this file." };
        var command = new Command("estimate", "One scenario in full: does it fit, how long does it take, what does it cost?")
        {
            file,
            measured,
            convention,
            trace,
            timeline,
        };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            var scenario = Read(terminal, result.GetRequiredValue(file), result.GetValue(measured));
            var estimator = CommonOptions.Estimator(result.GetValue(convention));
            var report = estimator.Estimate(scenario);
            WritePipeline(estimator, scenario, result.GetValue(trace), result.GetValue(timeline));
            output.Write(
                result,
                terminal,
                () => ReportJson.ToText(report),
                () => EstimatePage.Of(scenario, report, Pictures(estimator, scenario, report))
            );
            return report.Feasible ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }

    private static Scenario Read(Terminal terminal, string file, string? measured)
    {
        var scenario = ScenarioFiles.Read(file, terminal);
        return measured is null ? scenario : ScenarioFiles.WithMeasured(scenario, measured, terminal);
    }

    // What is drawn from more than the report, and only where it is drawn.
    private static IEnumerable<Picture> Pictures(Estimator estimator, Scenario scenario, Report report)
    {
        if (
            (report is TrainingReport { Step.Total.TotalSeconds: > 0 } or InferenceReport { Estimate.EndToEnd.TotalSeconds: > 0 })
            && scenario.Cluster.Accelerator.Peak.Of(scenario.ComputeFormat()) is { } peak
        )
        {
            yield return new Picture(() =>
                new RooflineChart(ScenarioRoofline.Of(scenario, estimator), peak, scenario.Cluster.Accelerator.MemoryBandwidth)
            );
        }

        if (
            scenario is TrainingScenario { Strategy.Layout.Pipeline: > 1 } training
            && report is TrainingReport { Step.Total.TotalSeconds: > 0 }
        )
        {
            yield return new Picture(() => new TimelineChart(estimator.Replay(training).Timeline));
        }
    }

    private static void WritePipeline(Estimator estimator, Scenario scenario, string? trace, string? timeline)
    {
        if ((trace ?? timeline) is null)
        {
            return;
        }

        var (replay, step) = Replay(estimator, scenario, trace is null ? "--timeline" : "--trace");
        if (trace is not null)
        {
            using var stream = File.Create(trace);
            ChromeTraceWriter.Write(stream, replay, step);
        }

        if (timeline is not null)
        {
            File.WriteAllText(timeline, new TimelineChart(replay).ToText());
        }
    }

    private static (PipelineTimeline Timeline, StepBreakdown Step) Replay(Estimator estimator, Scenario scenario, string option)
    {
        if (scenario is not TrainingScenario training)
        {
            throw new InvalidInputException([new InputProblem(option, "is for training scenarios, which have a step to replay")]);
        }

        try
        {
            return estimator.Replay(training);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidInputException([new InputProblem("strategy.schedule", problem.Message.Split(" (Parameter")[0])]);
        }
    }
}
