using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Calibration;

/// <summary>Engines fitted together, to runs that known constants have made.</summary>
public sealed class InferenceFitTests
{
    private const double Gap = 3,
        Waiting = 2000,
        Working = 100;

    [Fact]
    public void Fit_RunsOfTwoEngines_GivesBackTheirConstants_AndTheCommonOneToAThird()
    {
        InferenceEngine[] engines = [.. new[] { "vllm", "tensorrt-llm", "sglang" }.Select(EngineCatalog.Default.Get)];
        InferenceMeasurement[] rows =
        [
            .. Runs(engines[0], Waiting, "llama-3.1-8b", "llama-3.1-70b"),
            .. Runs(engines[1], Working, "llama-3.1-8b"),
        ];
        EngineConstant[] shared =
        [
            new(new FitParameter("kernelGapMicroseconds", 1, 0, 20), 0),
            new(new FitParameter("stepHostMicroseconds", 500, 0, 5000) { PriorSpread = 5000 }, 5000),
        ];

        var fitted = InferenceFit.Fit(rows, engines, shared, []);

        Assert.All(fitted, engine => Assert.Equal(Gap, Value(engine, "kernelGapMicroseconds"), 0.1 * Gap));
        Assert.Equal(Waiting, Value(fitted[0], "stepHostMicroseconds"), 0.1 * Waiting);
        Assert.Equal(Working, Value(fitted[1], "stepHostMicroseconds"), 0.1 * Waiting);
        Assert.Equal((0, 2), (fitted[2].Rows, fitted[2].Constants.Count));
    }

    [Fact]
    public void Fit_OneModelWithManyRows_WeighsNoMoreThanItsIndependentOnes()
    {
        var engine = EngineCatalog.Default.Get("vllm");
        InferenceMeasurement[] few = [.. Runs(engine, Waiting, "llama-3.1-8b")];
        InferenceMeasurement[] many = [.. Enumerable.Repeat(few, 20).SelectMany(rows => rows)];
        var known = new FitParameter("stepHostMicroseconds", 500, 0, 5000) { PriorSpread = 100 };
        double Fitted(InferenceMeasurement[] rows) =>
            Value(InferenceFit.Fit(rows, [engine], [], [new EngineConstant(known, 0, engine.Id)])[0], known.Name);

        // A prior that holds against eight rows holds against two hundred of the same model.
        Assert.Equal(Fitted(few), Fitted(many), 0.1 * Fitted(few));
        Assert.InRange(Fitted(many), known.Start, Waiting - 100);
    }

    private static double Value(FittedEngine engine, string name) => engine.Constants.Single(constant => constant.Name == name).Value;

    private static IEnumerable<InferenceMeasurement> Runs(InferenceEngine engine, double stepHost, params string[] models)
    {
        var constants = EngineConstantTable.All;
        var truth = constants["stepHostMicroseconds"].With(constants["kernelGapMicroseconds"].With(engine, Gap), stepHost);
        foreach (var name in models)
        {
            var model = ModelCatalog.Default.Get(name).Spec;
            var cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 8);
            foreach (var (batch, tensor) in new[] { (1, 8), (2, 4), (4, 8), (8, 8), (16, 4), (32, 8), (64, 8), (128, 4) })
            {
                var run = new InferenceMeasurement
                {
                    Estimator = new InferenceEstimator(model, cluster, engine),
                    Engine = engine,
                    Accelerator = cluster.Accelerator,
                    Strategy = new InferenceStrategy { Tensor = tensor },
                    Batch = new InferenceWorkload(batch, 512, 64),
                    Metric = InferenceMetric.TimePerOutputToken,
                    Label = name,
                };
                yield return run with
                {
                    Measured = run.Predict(truth),
                };
            }
        }
    }
}
