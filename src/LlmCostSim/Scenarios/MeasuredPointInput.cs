using LlmCostSim.Input;

namespace LlmCostSim.Scenarios;

/// <summary>
/// Reads <c>{ "measured": { "stepSeconds": … | "tokensPerSecondPerGpu": … | "ttftSeconds": …, "tpotSeconds": …, "outputTokensPerSecond": …
/// }, "scenario": { … } }</c>.
/// </summary>
internal static class MeasuredPointInput
{
    private const double Shortest = 1e-6,
        Longest = 1e7,
        MostTokens = 1e12;

    /// <summary>Reads a measured job and gives it to a scenario of the same kind.</summary>
    /// <param name="value">The measured job.</param>
    /// <param name="reader">Reads its scenario.</param>
    /// <param name="scenario">The scenario that is asked for; <see langword="null"/> where it could not be read.</param>
    /// <returns>The scenario with the measured job, or as it is where there is a problem.</returns>
    public static Scenario? Give(JsonInput value, ScenarioReader reader, Scenario? scenario)
    {
        if (value.AsObject() is not { } input)
        {
            return scenario;
        }

        var before = input.Problems.Count;
        var figures = input.Required("measured");
        var job = input.Required("scenario");
        var measured = job?.AsObject() is { } root ? reader.Read(root) : null;
        input.Close();
        if (measured is not null && scenario is not null && measured.Kind != scenario.Kind)
        {
            job!.Problem($"the measured job is one of {measured.Kind}, the scenario of {scenario.Kind}");
        }

        if (figures?.AsObject() is not { } numbers || measured is null || input.Problems.Count != before)
        {
            return scenario;
        }

        return (scenario, measured) switch
        {
            (TrainingScenario training, TrainingScenario step) when Step(figures, numbers, step) is { } point => training with
            {
                Measured = point,
            },
            (InferenceScenario inference, InferenceScenario run) when Run(figures, numbers, run) is { } point => inference with
            {
                Measured = point,
            },
            _ => scenario,
        };
    }

    private static MeasuredPoint? Step(JsonInput value, JsonObjectInput measured, TrainingScenario job)
    {
        var seconds = measured.Number("stepSeconds", Shortest, Longest);
        var rate = measured.Number("tokensPerSecondPerGpu", Shortest, MostTokens);
        measured.Close();
        if (measured.Has("stepSeconds") == measured.Has("tokensPerSecondPerGpu"))
        {
            value.Problem("either stepSeconds or tokensPerSecondPerGpu, one of them");
        }

        var tokens = (double)job.Workload.GlobalBatch * job.Workload.SequenceLength;
        return (seconds ?? tokens / (rate * job.Cluster.Count)) is { } step
            ? new MeasuredPoint { Scenario = job, StepSeconds = step }
            : null;
    }

    private static MeasuredServing? Run(JsonInput value, JsonObjectInput measured, InferenceScenario job)
    {
        var run = new MeasuredServing
        {
            Scenario = job,
            TimeToFirstToken = measured.Number("ttftSeconds", Shortest, Longest),
            TimePerOutputToken = measured.Number("tpotSeconds", Shortest, Longest),
            OutputTokensPerSecond = measured.Number("outputTokensPerSecond", Shortest, MostTokens),
        };
        measured.Close();
        if (run is { TimeToFirstToken: null, TimePerOutputToken: null, OutputTokensPerSecond: null })
        {
            value.Problem("one of ttftSeconds, tpotSeconds and outputTokensPerSecond at least");
        }

        return run;
    }
}
