using LlmCostSim.Calibration;
using LlmCostSim.Inference;
using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Moves an inference estimate towards a measured run of the same cluster.</summary>
/// <remarks>Described in docs/uncertainty.md, "One measured inference run".</remarks>
internal static class InferenceLesson
{
    /// <summary>The estimate and its spreads after the lesson; as they are where nothing was measured.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="estimate">Its estimate.</param>
    /// <param name="estimator">Knows engines and estimates the measured job.</param>
    /// <param name="assumptions">Where the lesson is noted.</param>
    public static (InferenceEstimate Estimate, InferenceIntervals Spreads) Apply(
        InferenceScenario scenario,
        InferenceEngine engine,
        InferenceEstimate estimate,
        Estimator estimator,
        List<Assumption> assumptions
    )
    {
        var spreads = InferenceIntervals.Of(scenario, engine);
        if (scenario.Measured is not { } run)
        {
            return (estimate, spreads);
        }

        var own = InferenceReporter.EngineOf(run.Scenario, estimator);
        if (InferenceReporter.Rules(run.Scenario) is [var reason, ..])
        {
            assumptions.Add(Assumption.Unteachable(reason));
            return (estimate, spreads);
        }

        var predicted = InferenceReporter.Estimate(run.Scenario, own, estimator, []);
        var isMeasured = IsSame(scenario, engine, estimate, run.Scenario, own, predicted);
        (double Shift, Spread Left) OfItsLike(string quantity, double logRatio) =>
            InferenceIntervals.Learn(quantity, scenario, engine, run.Scenario, own, logRatio);
        var (first, next, left) = Learn(
            run,
            predicted,
            spreads,
            isMeasured,
            (quantity, logRatio) =>
                isMeasured ? InferenceIntervals.LearnItself(quantity, scenario, engine, logRatio) : OfItsLike(quantity, logRatio),
            quantity => OfItsLike(quantity, 0).Left
        );
        assumptions.Add(
            Assumption.Of(
                "calibration",
                "",
                $"calibration: a measured run of {run.Scenario.Model.Id} on {own.Id}; time to the first token ×{Math.Exp(first):0.000}, per further token ×{Math.Exp(next):0.000} ({(isMeasured ? "this very job" : "shrunk towards 1 by what it has in common with this job")})"
            )
        );
        return (Moved(estimate, Math.Exp(first), Math.Exp(next), scenario.Workload.OutputTokens), left);
    }

    /// <summary>Logarithms by which both times move, and the spreads left.</summary>
    /// <param name="run">The measured run.</param>
    /// <param name="predicted">Its estimate.</param>
    /// <param name="spreads">Spreads before.</param>
    /// <param name="isMeasured">Whether it is the very job that is asked for.</param>
    /// <param name="learn">What a figure teaches by the logarithm of measured over predicted.</param>
    /// <param name="leftOf">The spread left of a figure that its like does not move.</param>
    private static (double First, double Next, InferenceIntervals Left) Learn(
        MeasuredServing run,
        in InferenceEstimate predicted,
        InferenceIntervals spreads,
        bool isMeasured,
        Func<string, double, (double Shift, Spread Left)> learn,
        Func<string, Spread> leftOf
    )
    {
        double first = 0,
            next = 0;
        if (run.TimeToFirstToken is { } ttft)
        {
            (first, var left) = learn(IntervalClass.FirstToken, Math.Log(ttft / predicted.TimeToFirstToken.TotalSeconds));
            spreads = spreads with { First = left };
        }

        if (run.TimePerOutputToken is { } tpot)
        {
            (next, var left) = learn(IntervalClass.NextToken, Math.Log(tpot / predicted.TimePerOutputToken.TotalSeconds));
            spreads = spreads with { Next = left, Throughput = leftOf(IntervalClass.Rate) };
        }
        else if (run.OutputTokensPerSecond is { } rate)
        {
            (next, var left) = learn(IntervalClass.Rate, Math.Log(predicted.OutputTokensPerSecond / rate));
            spreads = spreads with { Throughput = left, Next = leftOf(IntervalClass.NextToken) };

            // Where the rate is this very job's, all of its time has to move, not that of further tokens alone.
            first = isMeasured && run.TimeToFirstToken is null ? next : first;
        }

        return (first, next, spreads);
    }

    // A job whose times are the very same, to the last bit, on the same engine and cluster is the measured one.
    private static bool IsSame(
        InferenceScenario scenario,
        InferenceEngine engine,
        in InferenceEstimate estimate,
        InferenceScenario job,
        InferenceEngine own,
        in InferenceEstimate predicted
    ) =>
        engine.Id == own.Id
        && scenario.Cluster.Count == job.Cluster.Count
        && ModelShape.Of(scenario.Model) == ModelShape.Of(job.Model)
        && estimate.TimeToFirstToken == predicted.TimeToFirstToken
        && estimate.OutputTokensPerSecond == predicted.OutputTokensPerSecond;

    /// <summary>Both times by their factors; from request to last token by what they add, and the rate by what that takes.</summary>
    private static InferenceEstimate Moved(in InferenceEstimate estimate, double first, double next, double outputTokens)
    {
        var added =
            (estimate.TimeToFirstToken.TotalSeconds * (first - 1))
            + (estimate.TimePerOutputToken.TotalSeconds * (next - 1) * Math.Max(0, outputTokens - 1));
        var before = estimate.EndToEnd.TotalSeconds;
        var after = Math.Max(before * Math.Min(first, next), before + added);
        return estimate with
        {
            TimeToFirstToken = estimate.TimeToFirstToken * first,
            TimePerOutputToken = estimate.TimePerOutputToken * next,
            EndToEnd = Duration.FromSeconds(after),
            OutputTokensPerSecond = estimate.OutputTokensPerSecond * before / after,
        };
    }
}
