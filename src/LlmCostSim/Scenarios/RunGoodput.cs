using System.Globalization;
using LlmCostSim.Economics;
using LlmCostSim.Training;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Which share of a run's time is useful.</summary>
/// <remarks>Described in docs/economics.md, "Formulas".</remarks>
/// <param name="WallClock">Useful over wall-clock time.</param>
/// <param name="Paid">Useful over paid time: waits for spot machines are not paid.</param>
/// <param name="Checkpoints">How failures and checkpoints come together; <see langword="null"/> where the scenario says nothing about
/// them.</param>
internal readonly record struct RunGoodput(double WallClock, double Paid, CheckpointReport? Checkpoints)
{
    // Below this a run never ends for all practical purposes, and times would not be finite.
    private const double Least = 1e-6;

    /// <summary>The goodput of a scenario; 1 where it says nothing about failures, with the sentence that this was assumed.</summary>
    public static RunGoodput Of(TrainingScenario scenario, in TrainingEstimate step, List<Assumption> assumptions)
    {
        var economics = scenario.Economics;
        if (economics.Failures is null && economics.Spot is null)
        {
            assumptions.Add(Assumption.Default("run.goodput", "1", "no time lost to failures, restarts, checkpoints and evaluation"));
            return new RunGoodput(1, 1, null);
        }

        var settings = economics.Failures ?? new FailureSettings();
        var plan = Plan(scenario, settings, step, assumptions);
        var own = settings.Interval is { } given ? plan.Goodput(given) : plan.BestGoodput;
        var slower = 1 + Stragglers.Slowdown(settings.StragglerVariation, scenario.Cluster.Count);
        var (paid, wall) = economics.Spot is { } spot
            ? (spot.Goodput(plan, settings.Interval), spot.WallClockGoodput(plan, settings.Interval))
            : (own, own);
        return new RunGoodput(
            Math.Max(Least, wall / slower),
            Math.Max(Least, paid / slower),
            Report(economics.Spot?.With(plan) ?? plan, settings)
        );
    }

    private static CheckpointPlan Plan(
        TrainingScenario scenario,
        FailureSettings settings,
        in TrainingEstimate step,
        List<Assumption> assumptions
    )
    {
        var facts = ReliabilityCatalog.Default;
        var hours =
            settings.MeanTimeBetweenFailures
            ?? GpuHours.FromHours(Published(facts, "llama3-gpuh-per-int", "economics.mtbfHoursPerGpu", assumptions));
        var restart =
            settings.Restart ?? Duration.FromSeconds(60 * Published(facts, "b200-retry", "economics.restartMinutes", assumptions));
        return CheckpointPlan.For(
            hours,
            scenario.Cluster.Count,
            CheckpointTime(scenario, settings, step, facts, assumptions),
            restart + settings.Detection
        );
    }

    private static Duration CheckpointTime(
        TrainingScenario scenario,
        FailureSettings settings,
        in TrainingEstimate step,
        ReliabilityCatalog facts,
        List<Assumption> assumptions
    )
    {
        if (settings.CheckpointTime is { } given)
        {
            return given;
        }

        var precision = scenario.Strategy.Precision;
        var size = CheckpointSize.Of(
            step.TrainedParameters,
            precision.WeightBytes,
            precision.MasterWeightBytes,
            OptimizerStates.BytesPerParameter(scenario.Strategy.Optimizer, precision.StateBytes)
        );
        var storage = settings.Storage ?? ByteRate.FromGBPerSecond(Published(facts, "bloom-ckpt-bw", "economics.storageGBps", assumptions));
        var time = CheckpointSize.WriteTime(size, storage);
        assumptions.Add(
            Assumption.Of(
                "economics.checkpointSeconds",
                string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##}"),
                $"economics.checkpointSeconds: {time.TotalSeconds:0.##}, {size.TotalGB:#,0.#} GB of weights and optimizer states at {storage.GBPerSecond:0.##} GB/s, training stopped meanwhile"
            )
        );
        return time;
    }

    private static double Published(ReliabilityCatalog facts, string id, string member, List<Assumption> assumptions)
    {
        var figure = facts.Get(id);
        assumptions.Add(
            Assumption.Default(
                member,
                string.Create(CultureInfo.InvariantCulture, $"{figure.Value} {figure.Unit}"),
                $"{figure.What} ({figure.Source})"
            )
        );
        return figure.Value!.Value;
    }

    private static CheckpointReport Report(in CheckpointPlan plan, FailureSettings settings)
    {
        var best = plan.BestGoodput;
        var optimum = plan.Optimum;
        return new CheckpointReport
        {
            MeanTimeBetweenFailures = plan.MeanTimeBetweenFailures,
            CheckpointTime = plan.CheckpointTime,
            RestartTime = plan.RestartTime,
            Interval = settings.Interval ?? optimum,
            Optimum = optimum,
            Young = plan.Young,
            Daly = plan.Daly,
            YoungLoses = Lost(plan, plan.Young, best),
            DalyLoses = Lost(plan, plan.Daly, best),
        };
    }

    private static double Lost(in CheckpointPlan plan, Duration interval, double best) =>
        interval > Duration.Zero ? Math.Max(0, best - plan.Goodput(interval)) : 0;
}
