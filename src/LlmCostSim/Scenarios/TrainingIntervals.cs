using LlmCostSim.Calibration;
using LlmCostSim.Economics;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>
/// How sure a training report is: residuals of its class on the shipped measurements, widened for what was not measured, narrowed by a
/// measured step of the user's own.
/// </summary>
internal static class TrainingIntervals
{
    /// <summary>Spread of the step time.</summary>
    public static Spread Time(TrainingScenario scenario, SoftwareStack stack) =>
        IsMeasured(scenario, stack) ? OfClass(scenario, stack) : OfClass(scenario, stack).OfOtherStack();

    /// <summary>
    /// What a measured step of the same machine teaches about the scenario: the logarithm to move its times by, and the spread left.
    /// </summary>
    public static (double Shift, Spread Left) Learn(
        TrainingScenario job,
        SoftwareStack own,
        TrainingScenario scenario,
        SoftwareStack stack,
        Func<TrainingScenario, SoftwareStack, double> seconds,
        double logRatio
    ) => Spread.Learn(Resolved(job, own), Doubt(job, own, seconds), Resolved(scenario, stack), Doubt(scenario, stack, seconds), logRatio);

    /// <summary>The same where the measured job is the scenario's own.</summary>
    public static (double Shift, Spread Left) LearnItself(
        TrainingScenario scenario,
        SoftwareStack stack,
        Func<TrainingScenario, SoftwareStack, double> seconds,
        double logRatio
    ) => Resolved(scenario, stack).LearnItself(Doubt(scenario, stack, seconds), Widening.RepeatedStep, logRatio);

    private static Spread Resolved(TrainingScenario scenario, SoftwareStack stack) =>
        IsMeasured(scenario, stack) ? OfClass(scenario, stack) : OfClass(scenario, stack).OfOtherStack(resolved: true);

    private static bool IsMeasured(TrainingScenario scenario, SoftwareStack stack) =>
        Spread.IsMeasured(IntervalClass.Time(stack.Id, scenario.Cluster.Nodes));

    private static StackDoubt Doubt(
        TrainingScenario scenario,
        SoftwareStack stack,
        Func<TrainingScenario, SoftwareStack, double> seconds
    ) =>
        IsMeasured(scenario, stack)
            ? StackDoubt.None
            : StackDoubt.Of(stack, scenario.Cluster.Accelerator, changed => seconds(scenario, changed));

    private static Spread OfClass(TrainingScenario scenario, SoftwareStack stack) =>
        Spread.Of(
            IntervalClass.Time(stack.Id, scenario.Cluster.Nodes),
            ModelShape.Of(scenario.Model),
            scenario.Model.HiddenSize,
            scenario.Cluster.Nodes,
            Widening.Sum(Widening.OtherCluster, Widening.Of(scenario.Cluster.Accelerator.Kernels.Transfer))
        );

    /// <summary>The four intervals.</summary>
    public static IntervalReport Report(
        TrainingScenario scenario,
        SoftwareStack stack,
        in Spread time,
        double stepSeconds,
        double bytes,
        RunReport run,
        PriceBook prices,
        List<Assumption> assumptions
    )
    {
        var memory = Memory(scenario, stack).Factors;
        var step = time.Factors;
        var hours = (time with { Above = Widening.Sum(time.Above, Widening.LostTime) }).Factors;
        var cost = PriceSpread.Cost(PriceSpread.Of(scenario, prices), hours);
        var name = IntervalClass.Time(stack.Id, scenario.Cluster.Nodes);
        assumptions.Add(
            Assumption.Of(
                "interval",
                "80 %",
                $"interval: 80 %, from residuals of {Residuals.Default.Find(name).Name} on measured steps{(Residuals.Default.Knows(name, ModelShape.Of(scenario.Model)) ? "" : " of models that its constants had not seen")}, widened for the accelerator ({scenario.Cluster.Accelerator.Kernels.InWords}), cluster and sizes: time ×{step.Low:0.00} to ×{step.High:0.00}, memory ×{memory.Low:0.00} to ×{memory.High:0.00}"
            )
        );
        return new IntervalReport
        {
            StepSeconds = Quantiles.Around(stepSeconds, step),
            PerGpuBytes = Quantiles.Around(bytes, memory),
            GpuHours = Quantiles.Around(run.GpuHours.TotalHours, hours),
            Cost = Quantiles.Around(run.Cost.Amount, cost),
        };
    }

    // Bytes do not depend on how fast a card is: nothing is added for another accelerator or cluster.
    private static Spread Memory(TrainingScenario scenario, SoftwareStack stack)
    {
        var name = scenario.Strategy.Adapter.Kind switch
        {
            AdapterKind.Qlora => IntervalClass.Memory("qlora"),
            not AdapterKind.None => IntervalClass.Memory("lora"),
            _ => IntervalClass.TrainingMemory(stack.Id),
        };
        return Spread.Of(name, "", scenario.Model.HiddenSize, 1);
    }
}
