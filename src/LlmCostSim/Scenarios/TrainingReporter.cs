using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Stacks;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Turns the estimate of a step into the report of a job: speed, run, money, energy, intervals and reasons.</summary>
/// <remarks>Described in docs/economics.md, "Formulas" and docs/method.md, "Counting".</remarks>
internal static class TrainingReporter
{
    public static TrainingReport Report(TrainingScenario scenario, Estimator estimator)
    {
        var assumptions = new List<Assumption>(scenario.Defaults);
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

        var stack = TrainingJob.StackOf(scenario, estimator);
        NoteStack(stack, scenario, assumptions);
        return Report(scenario, TrainingJob.Of(scenario, stack, estimator, assumptions), estimator, assumptions);
    }

    private static TrainingReport Report(TrainingScenario scenario, in TrainingJob job, Estimator estimator, List<Assumption> assumptions)
    {
        var (peak, step) = (job.Peak, job.Step);
        var memory = Memory(peak, scenario.Cluster.Accelerator);
        var feasibility = Feasibility.Of(job.Steps, scenario.Strategy, scenario.Workload, peak);
        var flops = new FlopsReport
        {
            ModelPerToken = step.ModelFlopsPerToken,
            HardwarePerToken = step.HardwareFlopsPerToken,
            Convention = estimator.FlopsConvention,
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
            Interval = TrainingIntervals.Report(
                scenario,
                job.Stack,
                job.Spread,
                step.Step.Total.TotalSeconds,
                memory.PerGpu.TotalBytes,
                run,
                estimator.Prices,
                assumptions
            ),
            Assumptions = assumptions,
        };
    }

    private static MemoryReport Memory(in TrainingEstimate estimate, Accelerator accelerator) =>
        new()
        {
            Breakdown = estimate.Memory,
            Reserved = estimate.Reserved,
            Capacity = accelerator.UsableMemory,
            PeakStage = estimate.PeakStage,
            PeakMoment = estimate.PeakMoment,
            PeakOperation = estimate.PeakOperation?.ToString(),
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

    private static RunReport Run(TrainingScenario scenario, in TrainingEstimate step, Estimator estimator, List<Assumption> assumptions)
    {
        var steps = TrainingJob.StepsOf(scenario, step.TokensPerStep);
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

    private static void NoteStack(SoftwareStack stack, TrainingScenario scenario, List<Assumption> assumptions)
    {
        var per = (long)scenario.Strategy.MicroBatch * scenario.Strategy.Layout.Data;
        var rounded = scenario.Workload.MicroBatches(scenario.Strategy) * per;
        if (rounded != scenario.Workload.GlobalBatch)
        {
            assumptions.Add(
                Assumption.Of(
                    "workload.globalBatch",
                    $"{rounded}",
                    $"workload.globalBatch: {scenario.Workload.GlobalBatch} is not a multiple of microBatch · data = {per}; a step takes as long as one of {rounded}"
                )
            );
        }

        foreach (var fact in scenario.Cluster.Accelerator.Unverified)
        {
            assumptions.Add(
                Assumption.Of(
                    "cluster.accelerator",
                    fact.Fact,
                    $"{scenario.Cluster.Accelerator.Id}.{fact.Fact} is unverified: {fact.Basis}"
                )
            );
        }

        if (scenario.Strategy.Layout.Pipeline > 1)
        {
            assumptions.Add(PipelineNote.Of(scenario.Strategy.Schedule));
        }

        assumptions.Add(Assumption.Of("constants", stack.Id, $"constants of the {stack.Id} stack: {stack.Origin}"));
    }
}
