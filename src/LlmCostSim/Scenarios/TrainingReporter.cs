using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Turns the estimate of a step into the report of a job: speed, run, money, energy, intervals and reasons.</summary>
/// <remarks>Described in docs/economics.md, "Formulas" and docs/method.md, "Counting".</remarks>
internal static class TrainingReporter
{
    public static TrainingReport Report(TrainingScenario scenario, Estimator estimator)
    {
        var assumptions = new List<string>(scenario.Defaults);
        var reasons = PlanRules.Check(scenario.Model, scenario.Cluster, scenario.Strategy, scenario.Workload);
        if (reasons.Count > 0)
        {
            return new TrainingReport
            {
                Name = scenario.Name,
                Reasons = reasons,
                Parameters = ParameterCount.Total(scenario.Model),
                Assumptions = assumptions,
            };
        }

        var stack = StackOf(scenario, estimator);
        var halved = estimator.Options.FlopsConvention == FlopsConvention.CausalHalved;
        var steps = estimator.Prepare(scenario.Model, scenario.Cluster, stack);
        var peak = steps.Estimate(scenario.Strategy, scenario.Workload, halved);
        var running = RunWorkload(scenario);
        var step = running == scenario.Workload ? peak : steps.Estimate(scenario.Strategy, running, halved);
        NoteStack(stack, scenario, assumptions);
        var (factor, spread) = Learn(scenario, stack, estimator, assumptions);
        if (factor != 1)
        {
            step = step with { Step = step.Step.Scaled(factor) };
        }

        var memory = Memory(peak, scenario.Cluster.Accelerator);
        var feasibility = Feasibility.Of(steps, scenario.Strategy, scenario.Workload, peak);
        var flops = new FlopsReport
        {
            ModelPerToken = step.ModelFlopsPerToken,
            HardwarePerToken = step.HardwareFlopsPerToken,
            Convention = estimator.Options.FlopsConvention,
        };
        var run = Run(scenario, step, estimator, assumptions);
        return new TrainingReport
        {
            Name = scenario.Name,
            Reasons = feasibility.Fits ? [] : [feasibility.ToString()],
            Parameters = (long)peak.Parameters,
            Flops = flops with { ModelTotal = flops.ModelPerToken * (run.Steps * step.TokensPerStep) },
            Memory = memory,
            Remedies = feasibility.Remedies,
            Step = step.Step,
            Throughput = Throughput(scenario, step, flops),
            Run = run,
            Interval = TrainingIntervals.Report(scenario, stack, spread, step.Step.Total.TotalSeconds, memory.PerGpu.TotalBytes, run, estimator.Prices, assumptions),
            Assumptions = assumptions,
        };
    }

    /// <summary>The step estimator that answers a scenario.</summary>
    internal static TrainingEstimator Prepare(TrainingScenario scenario, Estimator estimator) => estimator.Prepare(scenario.Model, scenario.Cluster, StackOf(scenario, estimator));

    /// <summary>What a step's seconds are multiplied by for the seconds of the run and for those that are paid, the same for all plans on a cluster; 0 where only a step is asked for.</summary>
    internal static (double Run, double Paid) RunFactors(TrainingScenario scenario, Estimator estimator, in TrainingEstimate step)
    {
        // What the measured step teaches of its own like: plans that owe their time to other constants of an unmeasured stack learn a little differently in their reports.
        var (factor, _) = scenario.Measured is { } point ? Learn(point.Scenario with { Measured = point }, StackOf(point.Scenario, estimator), estimator, []) : (1, default);
        var goodput = RunGoodput.Of(scenario, step, []);
        var steps = Steps(scenario, step.TokensPerStep) * factor;
        return (steps / goodput.WallClock, steps / goodput.Paid);
    }

    /// <summary>Steps of the run; 0 where only a step is asked for.</summary>
    private static double Steps(TrainingScenario scenario, double tokensPerStep) =>
        scenario.FineTuning?.Steps(scenario.Workload.SequenceLength, scenario.Workload.GlobalBatch) ?? Math.Ceiling(scenario.Workload.Tokens / tokensPerStep);

    // Without packing, a job works on sequences of the mean length most of the time, while its memory has to hold the longest.
    internal static TrainingWorkload RunWorkload(TrainingScenario scenario) => scenario.FineTuning is { } data
        ? scenario.Workload with { SequenceLength = data.RunLength(scenario.Workload.SequenceLength) }
        : scenario.Workload;

    private static MemoryReport Memory(in TrainingEstimate estimate, Accelerator accelerator) => new()
    {
        Breakdown = estimate.Memory,
        Reserved = estimate.Reserved,
        Capacity = accelerator.UsableMemory,
        PeakStage = estimate.PeakStage,
        PeakMoment = estimate.PeakMoment,
        PeakOperation = estimate.PeakOperation,
    };

    private static ThroughputReport Throughput(TrainingScenario scenario, in TrainingEstimate step, FlopsReport flops)
    {
        var tokens = step.TokensPerStep / step.Step.Total.TotalSeconds;
        var perGpu = tokens / scenario.Cluster.Count;
        var peak = scenario.Cluster.Accelerator.Peak.Of(scenario.Strategy.Precision.Compute)!.Value.FlopsPerSecond;
        return new ThroughputReport
        {
            TokensPerSecond = tokens,
            TokensPerSecondPerGpu = perGpu,
            ModelTflopsPerGpu = perGpu * flops.ModelPerToken.TotalTera,
            Mfu = perGpu * flops.ModelPerToken.TotalFlops / peak,
            Hfu = perGpu * flops.HardwarePerToken.TotalFlops / peak,
        };
    }

    private static RunReport Run(TrainingScenario scenario, in TrainingEstimate step, Estimator estimator, List<string> assumptions)
    {
        var steps = Steps(scenario, step.TokensPerStep);
        if (steps <= 0)
        {
            return new RunReport { Cost = new Money(0, scenario.Economics.Currency) };
        }

        var goodput = RunGoodput.Of(scenario, step, assumptions);
        var useful = step.Step.Total * steps;
        var time = useful / goodput.WallClock;
        var hours = useful / goodput.Paid * scenario.Cluster.Count;
        var energy = RunEconomics.Energy(scenario, hours, estimator.Grid, assumptions);
        var carbon = energy.TotalKilowattHours * RunEconomics.CarbonIntensity(scenario, estimator.Grid, assumptions) / 1000;
        return new RunReport
        {
            Steps = steps,
            Time = time,
            GpuHours = hours,
            Energy = energy,
            CarbonTonnes = carbon,
            Cost = RunEconomics.Price(scenario, estimator.Prices, estimator.Grid, assumptions) * hours.TotalHours,
            Goodput = goodput.WallClock,
            Checkpoints = goodput.Checkpoints,
        };
    }

    // What a measured step of the same machine teaches: all parts of the step move by the same factor.
    private static (double Factor, Spread Left) Learn(TrainingScenario scenario, SoftwareStack stack, Estimator estimator, List<string> assumptions)
    {
        var spread = TrainingIntervals.Time(scenario, stack);
        if (scenario.Measured is not { } point)
        {
            return (1, spread);
        }

        var job = point.Scenario;
        if (PlanRules.Check(job.Model, job.Cluster, job.Strategy, job.Workload) is [var reason, ..])
        {
            assumptions.Add($"calibration: the measured job breaks a rule of its layout and teaches nothing: {reason}");
            return (1, spread);
        }

        var own = StackOf(job, estimator);
        double Seconds(TrainingScenario step, SoftwareStack constants) =>
            estimator.Prepare(step.Model, step.Cluster, StackOf(step, estimator)).With(constants).Estimate(step.Strategy, RunWorkload(step)).Step.Total.TotalSeconds;
        var predicted = Seconds(job, own);
        var (shift, left) = TrainingIntervals.Learn(job, own, scenario, stack, Seconds, Math.Log(point.StepSeconds / predicted));
        assumptions.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"calibration: the measured step took {point.StepSeconds:0.###} s, predicted {predicted:0.###} s; all times here ×{Math.Exp(shift):0.000} (shrunk towards 1 by the scatter from job to job)"));
        return (Math.Exp(shift), left);
    }

    internal static SoftwareStack StackOf(TrainingScenario scenario, Estimator estimator) =>
        (scenario.Stacks.Count == 0 ? estimator.Stacks : scenario.Stacks.Aggregate(estimator.Stacks, static (catalog, own) => catalog.With(own))).Get(scenario.Framework.Length > 0 ? scenario.Framework : StrategyInput.DefaultFramework);

    private static void NoteStack(SoftwareStack stack, TrainingScenario scenario, List<string> assumptions)
    {
        var per = (long)scenario.Strategy.MicroBatch * scenario.Strategy.Layout.Data;
        var rounded = scenario.Workload.MicroBatches(scenario.Strategy) * per;
        if (rounded != scenario.Workload.GlobalBatch)
        {
            assumptions.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"workload.globalBatch: {scenario.Workload.GlobalBatch} is not a multiple of microBatch · data = {per}; a step takes as long as one of {rounded}"));
        }

        foreach (var fact in scenario.Cluster.Accelerator.Unverified)
        {
            assumptions.Add($"{scenario.Cluster.Accelerator.Id}.{fact.Fact} is unverified: {fact.Basis}");
        }

        assumptions.Add($"constants of the {stack.Id} stack: {stack.Origin}");
    }
}
