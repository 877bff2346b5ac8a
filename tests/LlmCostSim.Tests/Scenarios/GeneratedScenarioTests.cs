using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Scenarios.GeneratedReports;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>Laws that hold for every scenario that can be written, whatever its model, cluster and strategy.</summary>
public sealed class GeneratedScenarioTests
{
    [Property(MaxTest = 2000)]
    public void Estimate_AnyTraining_AddsUpAndIsFinite(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Training();
        if (Report(json) is not { } report)
        {
            return;
        }

        var memory = report.GetProperty("memory");
        Equal(PerGpu(report), Sum(memory.GetProperty("breakdown")), json);
        Equal(Step(report), Sum(report.GetProperty("step").GetProperty("breakdown")), json);
        IntervalsContainThePoint(report.GetProperty("interval"), json);
        Hold(Step(report) > 0 && report.Figure("parameters") > 0, json);
        Hold(memory.Figure("reservedBytes") >= memory.Figure("allocatedBytes"), json);
        Hold(report.Figure("throughput", "mfu") <= 1 && report.Figure("throughput", "hfu") <= 1 + Rounding, json);
        Hold(report.GetProperty("feasible").GetBoolean() || report.GetProperty("reasons").GetArrayLength() > 0, json);
    }

    [Property(MaxTest = 2000)]
    public void Estimate_AnyInference_AddsUpAndIsFinite(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Inference();
        if (Report(json) is not { } report)
        {
            return;
        }

        var memory = report.GetProperty("memory");
        Equal(PerGpu(report), Sum(memory.GetProperty("breakdown")), json);
        IntervalsContainThePoint(report.GetProperty("interval"), json);
        Hold(report.Figure("ttftSeconds") > 0, json);
        Hold(report.Figure("endToEndSeconds") >= report.Figure("ttftSeconds") * (1 - Rounding), json);
    }

    [Property(MaxTest = 500)]
    public void Estimate_TwiceTheTokens_TakesTwiceTheTimeAndMoney(Seed seed)
    {
        var json = AnyScenario.With(new AnyScenario(new Random(seed)).Training(), "workload", "tokens", 1e10);
        if (Report(json) is not { } once || Report(AnyScenario.With(json, "workload", "tokens", 2e10)) is not { } twice)
        {
            return;
        }

        // The last step of a run is a whole one.
        double steps = once.Figure("run", "steps"),
            more = twice.Figure("run", "steps");
        Hold(more == 2 * steps || more == (2 * steps) - 1, json);
        foreach (var figure in (string[])["days", "gpuHours", "cost", "energyMWh", "carbonTonnes"])
        {
            Equal(once.Figure("run", figure) * more / steps, twice.Figure("run", figure), json);
        }
    }

    [Property(MaxTest = 500)]
    public void Estimate_LongerSequences_TakeMoreTimeAndMemory(Seed seed)
    {
        var json = AnyScenario.With(new AnyScenario(new Random(seed)).Training(), "workload", "sequenceLength", 1024);
        if (Report(json) is not { } once || Report(AnyScenario.With(json, "workload", "sequenceLength", 2048)) is not { } twice)
        {
            return;
        }

        // A step bound by launches stays as long as it is.
        Hold(Step(twice) >= Step(once) * 0.99, json);
        Hold(PerGpu(twice) >= PerGpu(once) * (1 - Rounding), json);
    }

    [Property(MaxTest = 500)]
    public void Estimate_LargerBatch_TakesMoreTimePerStep(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Training();
        var batch = json["workload"]!["globalBatch"]!.GetValue<int>();
        if (Report(json) is not { } once || Report(AnyScenario.With(json, "workload", "globalBatch", batch * 2)) is not { } twice)
        {
            return;
        }

        Hold(Step(twice) > Step(once) * (1 - Rounding), json);
    }

    /// <summary>
    /// Twice the replicas halve the micro-batches of each; what may grow is the ring of the reductions, from 15/16 to 31/32 of the
    /// gradients. Twice as many steps of a ring have twice the latency, of each bucket: the law is of a network without one.
    /// </summary>
    [Property(MaxTest = 500)]
    public void Estimate_TwiceTheReplicas_NeverLengthenTheRun(Seed seed)
    {
        const double Ring = 31.0 / 30;
        var json = new AnyScenario(new Random(seed)).Training();
        int data = json["strategy"]!["data"]!.GetValue<int>(),
            micro = json["strategy"]!["microBatch"]!.GetValue<int>();
        var model = json["cluster"]!["count"]!.GetValue<int>() / data;
        json["cluster"]!.AsObject().Remove("networkGbpsPerNode");
        json["cluster"]!["perNode"] = 1;
        json["strategy"]!["data"] = 16;
        json["strategy"]!.AsObject().Remove("expert"); // the experts' gradients have smaller rings
        json["cluster"]!["count"] = 16 * model;
        json["workload"]!["globalBatch"] = 32 * micro * 4;
        var wider = AnyScenario.With(json, "strategy", "data", 32);
        wider["cluster"]!["count"] = 32 * model;
        if (Report(json, WithoutNetworkLatency) is { } once && Report(wider, WithoutNetworkLatency) is { } twice)
        {
            Hold(Step(twice) <= Step(once) * Ring, json);
        }
    }

    [Property(MaxTest = 500)]
    public void Estimate_MoreRequestsOrTokens_TakeLonger(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Inference();
        json["workload"]!.AsObject().Remove("concurrency");
        json["workload"]!["batch"] = 8;
        json["workload"]!["inputTokens"] = 512;
        json["workload"]!["outputTokens"] = 64;
        if (
            Report(json) is not { } once
            || Report(AnyScenario.With(json, "workload", "outputTokens", 128)) is not { } longer
            || Report(AnyScenario.With(json, "workload", "inputTokens", 1024)) is not { } deeper
        )
        {
            return;
        }

        Hold(longer.Figure("endToEndSeconds") > once.Figure("endToEndSeconds"), json);
        Hold(deeper.Figure("ttftSeconds") > once.Figure("ttftSeconds") * (1 - Rounding), json);
        Hold(PerGpu(deeper) >= PerGpu(once) * (1 - Rounding), json);
    }

    [Property(MaxTest = 300)]
    public void Estimate_Remedies_KeepTheRulesOfPlans(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Training();
        if (
            new ScenarioReader().Read(json.ToJsonString(), new InputProblems()) is TrainingScenario scenario
            && new Estimator().Estimate(scenario) is { Remedies: var remedies }
        )
        {
            Assert.All(
                remedies,
                remedy =>
                    Assert.True(
                        PlanRules.Check(scenario.Model, scenario.Cluster, remedy.Strategy, scenario.Workload) is [],
                        $"{remedy.Change}: {json.ToJsonString()}"
                    )
            );
        }
    }

    /// <summary>What an estimator keeps of earlier scenarios, on other numbers of the same nodes too, changes no answer.</summary>
    [Property(MaxTest = 300)]
    public void Estimate_AfterOthers_AnswersAsANewOne(Seed seed)
    {
        var json = new AnyScenario(new Random(seed)).Training();
        var wider = AnyScenario.With(json, "strategy", "data", 2 * json["strategy"]!["data"]!.GetValue<int>());
        wider["cluster"]!["count"] = 2 * json["cluster"]!["count"]!.GetValue<int>();
        var reader = new ScenarioReader();
        if (
            reader.Read(json.ToJsonString(), new InputProblems()) is not { } scenario
            || reader.Read(wider.ToJsonString(), new InputProblems()) is not { } other
        )
        {
            return;
        }

        var used = new Estimator();
        foreach (var earlier in (Scenario[])[other, scenario, other])
        {
            used.Estimate(earlier);
        }

        Assert.Equal(ReportJson.ToText(new Estimator().Estimate(scenario)), ReportJson.ToText(used.Estimate(scenario)));
        Assert.Equal(ReportJson.ToText(new Estimator().Estimate(other)), ReportJson.ToText(used.Estimate(other)));
    }

    /// <summary>Most of what is made can be estimated: laws over nothing would hold, too.</summary>
    [Fact]
    public void Generated_MostScenarios_AreSound()
    {
        var random = new Random(5);
        var sound = Enumerable
            .Range(0, 400)
            .Count(i => Report(i % 2 == 0 ? new AnyScenario(random).Training() : new AnyScenario(random).Inference()) is not null);
        Assert.True(sound >= 120, $"{sound} of 400");
    }

    private static Scenario WithoutNetworkLatency(Scenario scenario)
    {
        var accelerator = scenario.Cluster.Accelerator;
        var constants = KernelConstants.For(accelerator);
        return scenario with
        {
            Cluster = scenario.Cluster with
            {
                Accelerator = accelerator with
                {
                    Constants = constants with { Collectives = constants.Collectives! with { NetworkStepSeconds = 0 } },
                },
            },
        };
    }

    // What cannot be laid out at all has reasons, and no figures.
    private static JsonElement? Report(JsonObject json, Func<Scenario, Scenario>? change = null) =>
        Of(json, static report => PerGpu(report) > 0, change);

    private static double Step(JsonElement report) => report.Figure("step", "seconds");

    private static double PerGpu(JsonElement report) => report.Figure("memory", "perGpuBytes");
}
