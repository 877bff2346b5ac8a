using LlmCostSim.Calibration;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Scenarios;

/// <summary>
/// What a training scenario comes to before it is reported: its stack, its step as it runs most of the time, the step at its peak of
/// memory, and how far a measurement narrows the time.
/// </summary>
/// <param name="Stack">The software stack.</param>
/// <param name="Steps">The estimator of its steps.</param>
/// <param name="Peak">The step with sequences of the longest length, which memory has to hold.</param>
/// <param name="Step">The step with sequences of the mean length, its seconds moved by what a measured step taught.</param>
/// <param name="Spread">How far the time of such steps scatters around the estimate.</param>
internal readonly record struct TrainingJob(
    SoftwareStack Stack,
    TrainingEstimator Steps,
    TrainingEstimate Peak,
    TrainingEstimate Step,
    Spread Spread
)
{
    public static TrainingJob Of(TrainingScenario scenario, SoftwareStack stack, Estimator estimator, List<Assumption> assumptions)
    {
        var halved = estimator.FlopsConvention == FlopsConvention.CausalHalved;
        var steps = estimator.Prepare(scenario.Model, scenario.Cluster, stack);
        var peak = steps.Estimate(scenario.Strategy, scenario.Workload, halved);
        var running = RunWorkload(scenario);
        var step = running == scenario.Workload ? peak : steps.Estimate(scenario.Strategy, running, halved);
        var (factor, spread) = Learn(scenario, stack, estimator, assumptions);
        return new TrainingJob(stack, steps, peak, factor == 1 ? step : step with { Step = step.Step.Scaled(factor) }, spread);
    }

    /// <summary>The software stack of a scenario: the catalogue's, or the user's own of that name.</summary>
    public static SoftwareStack StackOf(TrainingScenario scenario, Estimator estimator) =>
        (
            scenario.Stacks.Count == 0
                ? estimator.Stacks
                : scenario.Stacks.Aggregate(estimator.Stacks, static (catalog, own) => catalog.With(own))
        ).Get(scenario.Framework.Length > 0 ? scenario.Framework : StrategyInput.DefaultFramework);

    /// <summary>The step estimator that answers a scenario.</summary>
    public static TrainingEstimator Prepare(TrainingScenario scenario, Estimator estimator) =>
        estimator.Prepare(scenario.Model, scenario.Cluster, StackOf(scenario, estimator));

    /// <summary>Steps of the run; 0 where only a step is asked for.</summary>
    public static double StepsOf(TrainingScenario scenario, double tokensPerStep) =>
        scenario.FineTuning?.Steps(scenario.Workload.SequenceLength, scenario.Workload.GlobalBatch)
        ?? Math.Ceiling(scenario.Workload.Tokens / tokensPerStep);

    /// <summary>The workload of most steps: without packing, sequences of the mean length, while memory has to hold the longest.</summary>
    public static TrainingWorkload RunWorkload(TrainingScenario scenario) =>
        scenario.FineTuning is { } data
            ? scenario.Workload with
            {
                SequenceLength = data.RunLength(scenario.Workload.SequenceLength),
            }
            : scenario.Workload;

    /// <summary>
    /// What a step's seconds are multiplied by for the seconds of the run and for those that are paid, the same for all plans on a cluster;
    /// 0 where only a step is asked for.
    /// </summary>
    public static (double Run, double Paid) RunFactors(TrainingScenario scenario, Estimator estimator, in TrainingEstimate step)
    {
        // What the measured step teaches of its own like: plans that owe their time to other constants of an unmeasured stack learn a
        // little differently in their reports.
        var (factor, _) = scenario.Measured is { } point
            ? Learn(point.Scenario with { Measured = point }, StackOf(point.Scenario, estimator), estimator, [], ofItsLike: true)
            : (1, default);
        var goodput = RunGoodput.Of(scenario, step, []);
        var steps = StepsOf(scenario, step.TokensPerStep) * factor;
        return (steps / goodput.WallClock, steps / goodput.Paid);
    }

    // What a measured step of the same machine teaches: all parts of the step move by the same factor.
    private static (double Factor, Spread Left) Learn(
        TrainingScenario scenario,
        SoftwareStack stack,
        Estimator estimator,
        List<Assumption> assumptions,
        bool ofItsLike = false
    )
    {
        var spread = TrainingIntervals.Time(scenario, stack);
        if (scenario.Measured is not { } point)
        {
            return (1, spread);
        }

        var job = point.Scenario;
        if (PlanRules.Check(job.Model, job.Cluster, job.Strategy, job.Workload) is [var reason, ..])
        {
            assumptions.Add(Assumption.Unteachable(reason));
            return (1, spread);
        }

        var own = StackOf(job, estimator);
        double Seconds(TrainingScenario step, SoftwareStack constants) =>
            estimator
                .Prepare(step.Model, step.Cluster, StackOf(step, estimator))
                .With(constants)
                .Estimate(step.Strategy, RunWorkload(step))
                .Step.Total.TotalSeconds;
        var predicted = Seconds(job, own);
        var ratio = Math.Log(point.StepSeconds / predicted);

        // A job whose step takes the very same time, to the last bit, on the same stack and cluster is the measured one.
        var isMeasured =
            !ofItsLike
            && own.Id == stack.Id
            && job.Cluster.Count == scenario.Cluster.Count
            && ModelShape.Of(job.Model) == ModelShape.Of(scenario.Model)
            && Seconds(scenario, stack) == predicted;
        var (shift, left) = isMeasured
            ? TrainingIntervals.LearnItself(scenario, stack, Seconds, ratio)
            : TrainingIntervals.Learn(job, own, scenario, stack, Seconds, ratio);
        assumptions.Add(
            Assumption.Of(
                "calibration",
                "",
                $"calibration: the measured step took {point.StepSeconds:0.###} s, predicted {predicted:0.###} s; all times here ×{Math.Exp(shift):0.000} ({(isMeasured ? "this very job" : "shrunk towards 1 by the scatter from job to job")})"
            )
        );
        return (Math.Exp(shift), left);
    }
}
