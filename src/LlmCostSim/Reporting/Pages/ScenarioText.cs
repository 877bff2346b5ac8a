using System.Globalization;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;
using LlmCostSim.Strategies;

namespace LlmCostSim.Reporting.Pages;

/// <summary>A scenario in words.</summary>
internal static class ScenarioText
{
    /// <summary>The scenario's name, or that of its model.</summary>
    public static string Title(Scenario scenario) => scenario.Name.Length > 0 ? scenario.Name : scenario.Model.Id;

    /// <summary>Model, cluster and strategy on one line.</summary>
    public static string Describe(Scenario scenario)
    {
        var cluster = scenario.Cluster;
        var head = string.Create(CultureInfo.InvariantCulture, $"{scenario.Model.Id} on {cluster.Count} × {cluster.Accelerator.Id}");
        return scenario switch
        {
            TrainingScenario training => head + ": " + Strategy(training),
            InferenceScenario inference => head + ": " + Strategy(inference),
            ServingScenario serving => head + ": " + Strategy(serving),
            _ => head,
        };
    }

    /// <summary>A strategy on one line: only what differs from one plain GPU.</summary>
    public static string Strategy(TrainingScenario scenario)
    {
        var (strategy, layout) = (scenario.Strategy, scenario.Strategy.Layout);
        var parts = new List<string>();
        Add(parts, "tensor", layout.Tensor);
        Add(parts, "pipeline", layout.Pipeline);
        Add(parts, "context", layout.Context);
        Add(parts, "data", layout.Data);
        Add(parts, "expert", layout.Expert);
        if (layout.Order != default)
        {
            parts.Add("order " + ScenarioNames.Of(ScenarioNames.RankOrders, layout.Order));
        }

        if (layout.SequenceParallel)
        {
            parts.Add("sequence-parallel");
        }

        if (layout.VirtualStages > 1)
        {
            Add(parts, "virtualStages", layout.VirtualStages);
        }

        if (strategy.Sharding != Sharding.None)
        {
            parts.Add(ScenarioNames.Of(ScenarioNames.Shardings, strategy.Sharding));
        }

        if (strategy.Recompute.Kind != RecomputeKind.None)
        {
            parts.Add("recompute " + ScenarioNames.Of(ScenarioNames.Recomputes, strategy.Recompute.Kind));
        }

        if (strategy.Adapter.Kind != AdapterKind.None)
        {
            parts.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ScenarioNames.Of(ScenarioNames.Adapters, strategy.Adapter.Kind)} rank {strategy.Adapter.Rank}"
                )
            );
        }

        parts.Add(ScenarioNames.Of(ScenarioNames.Precisions, strategy.Precision.Compute));
        parts.Add(ScenarioNames.Of(ScenarioNames.Optimizers, strategy.Optimizer));
        parts.Add(
            string.Create(CultureInfo.InvariantCulture, $"micro-batch {strategy.MicroBatch} of {scenario.Workload.SequenceLength} tokens")
        );
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"batch {scenario.Workload.GlobalBatch}"));
        return string.Join(", ", parts);
    }

    /// <summary>A way of serving on one line.</summary>
    public static string Strategy(InferenceScenario scenario)
    {
        var (strategy, workload) = (scenario.Strategy, scenario.Workload);
        var parts = Ranks(strategy);
        parts.Add(scenario.Framework);
        parts.Add(scenario.WeightFormat);
        parts.Add(
            string.Create(
                CultureInfo.InvariantCulture,
                $"batch {workload.Batch} of {workload.InputTokens} + {workload.OutputTokens} tokens"
            )
        );
        return string.Join(", ", parts);
    }

    private static List<string> Ranks(InferenceStrategy strategy)
    {
        var parts = new List<string>();
        Add(parts, "tensor", strategy.Tensor);
        Add(parts, "pipeline", strategy.Pipeline);
        Add(parts, "expert", strategy.Expert);
        Add(parts, "data", strategy.Data);
        return parts;
    }

    /// <summary>A service on one line.</summary>
    public static string Strategy(ServingScenario scenario)
    {
        var (strategy, workload) = (scenario.Strategy, scenario.Workload);
        var parts = Ranks(strategy);
        if (scenario.Scheduling.PrefillReplicas > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{scenario.Scheduling.PrefillReplicas} of them for prompts"));
        }

        parts.Add(scenario.Framework);
        parts.Add(scenario.WeightFormat);
        parts.Add(
            workload.Arrivals.Process switch
            {
                ArrivalProcess.Closed => string.Create(CultureInfo.InvariantCulture, $"{workload.Arrivals.Concurrency} requests in flight"),
                ArrivalProcess.Trace => "requests of a trace",
                _ => string.Create(CultureInfo.InvariantCulture, $"{workload.Arrivals.Rate} requests/s"),
            }
        );
        if (workload.Arrivals.Process != ArrivalProcess.Trace)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{workload.Input.Mean:0.#} + {workload.Output.Mean:0.#} tokens"));
        }

        return string.Join(", ", parts);
    }

    private static void Add(List<string> parts, string name, int value)
    {
        if (value > 1)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} {value}"));
        }
    }
}
