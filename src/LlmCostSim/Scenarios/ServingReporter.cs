using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Lowering;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Simulates a serving scenario and turns the result into a report.</summary>
internal static class ServingReporter
{
    public static ServingReport Report(
        ServingScenario scenario,
        Estimator estimator,
        IProgress<double>? progress,
        CancellationToken cancellation
    )
    {
        var assumptions = new List<Assumption>(scenario.Defaults);
        var report = new ServingReport
        {
            Name = scenario.Name,
            Parameters = ParameterCount.Total(scenario.Model),
            Objective = scenario.Workload.Objective,
            Accelerators = scenario.Cluster.Count,
            Assumptions = assumptions,
            Reasons = Rules(scenario),
        };
        if (!report.Feasible)
        {
            return report;
        }

        var engine = InferenceReporter.EngineOf(scenario, estimator);
        var simulator = new ServingSimulator(scenario.Model, scenario.Cluster, engine);
        report = report with
        {
            CacheTokens = simulator.CacheTokens(scenario.Strategy, scenario.Scheduling),
            Memory = simulator.Memory(scenario.Strategy, scenario.Scheduling),
            Capacity = engine.MayUse(scenario.Cluster.Accelerator),
        };
        return report.CacheTokens < engine.BlockTokens
            ? report with
            {
                Reasons = [NoRoom(report)],
            }
            : Served(
                report,
                scenario,
                engine,
                simulator.Run(scenario.Strategy, scenario.Scheduling, scenario.Workload, progress, cancellation),
                estimator,
                assumptions
            );
    }

    private static ServingReport Served(
        ServingReport report,
        ServingScenario scenario,
        InferenceEngine engine,
        ServingResult result,
        Estimator estimator,
        List<Assumption> assumptions
    )
    {
        if (result.Completed == 0)
        {
            return report with { Reasons = [NoneFits(report, result)] };
        }

        if (result.Rejected > 0)
        {
            assumptions.Add(
                Assumption.Of(
                    "rejected",
                    $"{result.Rejected}",
                    $"{result.Rejected} requests longer than the cache of a replica ({report.CacheTokens:0} tokens) were turned away"
                )
            );
        }

        InferenceNotes.Add(scenario, scenario.Strategy, 0, assumptions);
        assumptions.Add(Assumption.Of("constants", engine.Id, $"constants of the {engine.Id} engine: {engine.Origin}"));
        var seconds = result.OutputTokensPerSecond > 0 ? 1e6 / result.OutputTokensPerSecond : 0;
        var hours = GpuHours.FromHours(scenario.Cluster.Count * seconds / 3600);
        var cost = RunEconomics.Price(scenario, estimator.Prices, estimator.Grid, assumptions) * hours.TotalHours;
        return report with
        {
            Result = result,
            CostPerMillionTokens = cost,
            EnergyPerMillionTokens = RunEconomics.Energy(scenario, hours, estimator.Grid, assumptions),
            Interval = InferenceIntervalReport.Around(
                scenario,
                estimator,
                (result.TimeToFirstToken.Mean, result.TimePerOutputToken.Mean, result.OutputTokensPerSecond),
                (
                    Interval(IntervalClass.FirstToken, scenario, engine),
                    Interval(IntervalClass.NextToken, scenario, engine),
                    Interval(IntervalClass.Rate, scenario, engine)
                ),
                report.Memory,
                cost
            ),
        };
    }

    // Residuals of the closed form under the same kind of load: the simulation stands on the same steps.
    private static (double Low, double High) Interval(string quantity, ServingScenario scenario, InferenceEngine engine) =>
        InferenceIntervals
            .SpreadOf(quantity, scenario.Workload.Arrivals.Process == ArrivalProcess.Closed ? "closed" : "open", scenario, engine)
            .Factors;

    private static string NoneFits(ServingReport report, ServingResult result) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"none of the {result.Rejected} requests fits the cache of a replica, {report.CacheTokens:0} tokens"
        );

    private static string NoRoom(ServingReport report)
    {
        var needed = report.Memory.Weights + report.Memory.Activations + report.Memory.Overhead;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"no room for a cache: weights, working memory and overhead need {needed.TotalGiB:0.0} GiB per accelerator, the engine may use {report.Capacity.TotalGiB:0.0} GiB"
        );
    }

    // Each scheduler has queues of its own, and a place for each prefix.
    private const double MostSchedulers = 100_000,
        MostPrefixes = 10_000_000;

    private static List<string> Rules(ServingScenario scenario)
    {
        var reasons = InferenceReporter.Rules(scenario, scenario.Strategy, scenario.WeightFormat);
        if (scenario.Model.EncoderLayers > 0)
        {
            reasons.Add($"{scenario.Model.Id} has an encoder; only decoders are simulated request by request");
        }

        var schedulers = (double)scenario.Strategy.Data * scenario.Strategy.Pipeline * scenario.Strategy.AttentionData;
        if (
            schedulers > MostSchedulers
            || (scenario.Scheduling.PrefixCaching && schedulers * scenario.Workload.Prefix.Groups > MostPrefixes)
        )
        {
            reasons.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{schedulers:#,0} schedulers with {scenario.Workload.Prefix.Groups:#,0} shared prefixes are more than is simulated"
                )
            );
        }

        if (scenario.Workload.Arrivals.Process == ArrivalProcess.Trace && scenario.Workload.Trace.Count == 0)
        {
            reasons.Add("the trace is empty");
        }

        return reasons;
    }
}
