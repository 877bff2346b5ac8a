using LlmCostSim.Input;

namespace LlmCostSim.Scenarios;

/// <summary>Reads <c>{ "measured": { "stepSeconds": … | "tokensPerSecondPerGpu": … }, "scenario": { … } }</c>.</summary>
internal static class MeasuredPointInput
{
    public static MeasuredPoint? Read(JsonInput value, ScenarioReader reader)
    {
        if (value.AsObject() is not { } input)
        {
            return null;
        }

        var before = input.Problems.Count;
        var seconds = Measured(input, out var rate);
        var job = input.Required("scenario");
        var scenario = job?.AsObject() is { } root ? reader.Read(root) : null;
        input.Close();
        if (scenario is not null and not TrainingScenario)
        {
            job!.Problem("a measured step is one of a training job");
        }

        if (scenario is not TrainingScenario training || input.Problems.Count != before)
        {
            return null;
        }

        var tokens = (double)training.Workload.GlobalBatch * training.Workload.SequenceLength;
        return new MeasuredPoint { Scenario = training, StepSeconds = seconds ?? tokens / (rate!.Value * training.Cluster.Count) };
    }

    private static double? Measured(JsonObjectInput input, out double? rate)
    {
        rate = null;
        if (input.Required("measured") is not { } value || value.AsObject() is not { } measured)
        {
            return null;
        }

        var seconds = measured.Number("stepSeconds", 1e-6, 1e7);
        rate = measured.Number("tokensPerSecondPerGpu", 1e-6, 1e12);
        measured.Close();
        if (measured.Has("stepSeconds") == measured.Has("tokensPerSecondPerGpu"))
        {
            value.Problem("either stepSeconds or tokensPerSecondPerGpu, one of them");
        }

        return seconds;
    }
}
