using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>
/// How sure the figures of an inference report are: residuals of measured runs of its engine, widened for what was not measured, narrowed
/// by a measured run of the user's own.
/// </summary>
/// <param name="First">Spread of the time to the first token.</param>
/// <param name="Next">Spread of the time per further token.</param>
/// <param name="Throughput">Spread of the rate.</param>
internal readonly record struct InferenceIntervals(Spread First, Spread Next, Spread Throughput)
{
    /// <summary>The spreads of a scenario.</summary>
    public static InferenceIntervals Of(InferenceScenario scenario, InferenceEngine engine) =>
        new(
            SpreadOf(IntervalClass.FirstToken, scenario, engine),
            SpreadOf(IntervalClass.NextToken, scenario, engine),
            SpreadOf(IntervalClass.Rate, scenario, engine)
        );

    /// <summary>What one measured figure teaches: the logarithm to move its like by, and the spread left.</summary>
    /// <param name="quantity">Which figure.</param>
    /// <param name="scenario">The scenario that is asked for.</param>
    /// <param name="engine">Its engine.</param>
    /// <param name="job">The job that was measured.</param>
    /// <param name="own">Its engine.</param>
    /// <param name="logRatio">Logarithm of measured over predicted.</param>
    public static (double Shift, Spread Left) Learn(
        string quantity,
        InferenceScenario scenario,
        InferenceEngine engine,
        InferenceScenario job,
        InferenceEngine own,
        double logRatio
    )
    {
        // What runs of one model on one engine share is most of what is unknown; other jobs on the cluster share the cluster alone.
        var part = engine.Id == own.Id && scenario.Model.Id == job.Model.Id ? Widening.SharedByModel(quantity) : 0;
        return Spread.Learn(
            SpreadOf(quantity, job, own).Sharing(part),
            StackDoubt.None,
            SpreadOf(quantity, scenario, engine).Sharing(part),
            StackDoubt.None,
            logRatio
        );
    }

    /// <summary>The same where the measured job is the scenario's own.</summary>
    public static (double Shift, Spread Left) LearnItself(
        string quantity,
        InferenceScenario scenario,
        InferenceEngine engine,
        double logRatio
    ) => SpreadOf(quantity, scenario, engine).LearnItself(StackDoubt.None, Widening.RepeatedRun, logRatio);

    /// <summary>
    /// Factors on the memory of a rank, as static batches were measured; bytes do not depend on how fast a card is, so nothing is added for
    /// another accelerator or cluster.
    /// </summary>
    public static (double Low, double High) Memory(Scenario scenario, InferenceEngine engine) =>
        Residuals.Default.Of(
            IntervalClass.Inference(IntervalClass.RankMemory, "static", engine.Family, engine.Id),
            ModelShape.Of(scenario.Model)
        );

    /// <summary>The sentence of the report.</summary>
    public Assumption Describe(InferenceScenario scenario, InferenceEngine engine) =>
        Assumption.Of(
            "interval",
            "80 %",
            $"interval: 80 %, from residuals of measured runs of {engine.Family} or its like, widened for the accelerator ({scenario.Cluster.Accelerator.Kernels.InWords}): first token ×{First.Factors.Low:0.00} to ×{First.Factors.High:0.00}, next tokens ×{Next.Factors.Low:0.00} to ×{Next.Factors.High:0.00}"
        );

    /// <summary>The spread of one figure under one kind of load: <c>static</c>, <c>closed</c> or <c>open</c>.</summary>
    public static Spread SpreadOf(string quantity, string load, Scenario scenario, InferenceEngine engine) =>
        Spread.Of(
            IntervalClass.Inference(quantity, load, engine.Family, engine.Id),
            ModelShape.Of(scenario.Model),
            0,
            0,
            Widening.Sum(Widening.Of(scenario.Cluster.Accelerator.Kernels.Transfer), Widening.OtherCluster)
        );

    private static Spread SpreadOf(string quantity, InferenceScenario scenario, InferenceEngine engine) =>
        SpreadOf(quantity, scenario.Concurrency > 0 ? "closed" : "static", scenario, engine);
}
