using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Reads <c>strategy</c> and <c>workload</c> of a serving scenario.</summary>
internal static class ServingInput
{
    /// <summary>More than anybody would wait for.</summary>
    public const long MostRequests = 100_000_000;

    private const long UsualRequests = 1000;
    private const int MostClients = 10_000_000,
        MostGroups = 100_000;

    /// <summary>Reads both and closes them.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="reader">Catalogue of engines, and a trace that takes the place of arrivals and lengths.</param>
    /// <param name="model">The model, or <see langword="null"/> where it could not be read.</param>
    /// <param name="cluster">The cluster, or <see langword="null"/> where it could not be read.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    /// <returns>The scenario, or <see langword="null"/> where something is missing.</returns>
    public static ServingScenario? Read(
        JsonObjectInput root,
        ScenarioReader reader,
        ModelSpec? model,
        Cluster? cluster,
        AssumedDefaults defaults
    )
    {
        var input = root.Object("strategy") ?? StrategyInput.Empty(root);
        var (framework, weights, strategy) = InferenceInput.ReadStrategy(input, reader, cluster, defaults);
        var scheduling = ReadScheduling(input, strategy);
        input.Close();
        var workload = ReadWorkload(root, reader, defaults);
        return model is null || cluster is null || workload is null
            ? null
            : new ServingScenario
            {
                Model = model,
                Cluster = cluster,
                Framework = framework,
                Strategy = WeightFormats.In(strategy, model, weights),
                WeightFormat = WeightFormats.All[weights].Name,
                Scheduling = scheduling,
                Workload = workload,
            };
    }

    private static SchedulingOptions ReadScheduling(JsonObjectInput input, in InferenceStrategy strategy)
    {
        var options = new SchedulingOptions
        {
            Routing = input.Choice("routing", ServingNames.Routings) ?? RoutingPolicy.RoundRobin,
            Batching = input.Choice("batching", ServingNames.Batchings),
            ChunkedPrefill = input.Bool("chunkedPrefill"),
            PrefixCaching = input.Bool("prefixCaching") ?? false,
            MaxSequences = input.Int("maxSequences", 1, 1_000_000),
            MaxBatchedTokens = input.Int("maxBatchedTokens", 1, 1_000_000_000),
            PrefillReplicas = input.Int("prefillReplicas", 0, ClusterInput.MostAccelerators) ?? 0,
        };
        if (options.PrefillReplicas >= strategy.Data && options.PrefillReplicas > 0)
        {
            input.Value.Problem(
                $"prefillReplicas {options.PrefillReplicas} leaves none of the {strategy.Data} replicas (data) for the answers"
            );
        }

        return options;
    }

    private static ServingWorkload? ReadWorkload(JsonObjectInput root, ScenarioReader reader, AssumedDefaults defaults)
    {
        if (root.Required("workload")?.AsObject() is not { } input)
        {
            return null;
        }

        var requests = input.Member("requests")?.AsLong(1, reader.MostRequests);
        if (!input.Has("requests") && reader.Trace is null)
        {
            defaults.Note("workload.requests", UsualRequests);
        }

        var arrivals = ReadArrivals(input, reader.Trace is not null, defaults);
        var (prompt, answer) = (ReadLength(input, "inputTokens", reader), ReadLength(input, "outputTokens", reader));
        var prefix = ReadPrefix(input);
        var workload = new ServingWorkload
        {
            Requests = requests ?? (reader.Trace?.Count ?? Math.Min(UsualRequests, reader.MostRequests)),
            Arrivals = arrivals ?? Arrivals.Closed(1),
            Input = prompt ?? LengthDistribution.Constant(1),
            Output = answer ?? LengthDistribution.Constant(1),
            Trace = reader.Trace ?? [],
            Prefix = prefix,
            Seed = (ulong)(input.Member("seed")?.AsLong(0, long.MaxValue) ?? 1),
            WarmUp = input.Member("warmUpRequests")?.AsLong(0, reader.MostRequests) ?? 0,
            Objective = ReadObjective(input),
        };
        input.Close();
        return workload;
    }

    private static LengthDistribution? ReadLength(JsonObjectInput input, string name, ScenarioReader reader) =>
        (reader.Trace is null ? input.Required(name) : input.Member(name)) is { } value ? LengthInput.Read(value) : null;

    private static Arrivals? ReadArrivals(JsonObjectInput input, bool traced, AssumedDefaults defaults)
    {
        if ((traced ? input.Member("arrival") : input.Required("arrival")) is not { } value)
        {
            return traced ? Arrivals.Trace() : null;
        }

        if (value.AsObject() is not { } arrival)
        {
            return null;
        }

        var process = arrival.Required("process")?.AsChoice(ServingNames.Processes);
        var rate = arrival.Number("rate", 1e-9, 1e9);
        var concurrency = arrival.Int("concurrency", 1, MostClients);
        var ramp = arrival.Quantity("rampSeconds", QuantityKind.Duration, 1, 0, 1e9);
        var speedup = arrival.Number("speedup", 1e-6, 1e6);
        arrival.Close();
        if (traced)
        {
            return Arrivals.Trace(speedup ?? 1);
        }

        if (process is { } known and not ArrivalProcess.Trace)
        {
            var closed = known == ArrivalProcess.Closed;
            string[] useless = closed ? ["rate", "speedup"] : ["concurrency", "rampSeconds", "speedup"];
            foreach (var name in useless.Where(arrival.Has))
            {
                defaults.Note(
                    $"workload.arrival.{name}",
                    "of no effect",
                    $"arrivals are {ServingNames.Processes.First(p => p.Value == known).Name}"
                );
            }
        }

        switch (process)
        {
            case ArrivalProcess.Trace:
                value.Problem("arrivals of a trace need the trace (llmcost serve SCENARIO.json --trace FILE.csv)");
                return null;
            case ArrivalProcess.Closed:
                return Given(value, concurrency, "concurrency") is { } clients ? Arrivals.Closed(clients, ramp ?? 0) : null;
            case ArrivalProcess.Constant:
                return Given(value, rate, "rate") is { } even ? Arrivals.Constant(even) : null;
            case ArrivalProcess.Poisson:
                return Given(value, rate, "rate") is { } mean ? Arrivals.Poisson(mean) : null;
            default:
                return null;
        }
    }

    private static T? Given<T>(JsonInput value, T? given, string name)
        where T : struct
    {
        if (given is null && value.Element.TryGetProperty(name, out _) is false)
        {
            value.Problem($"'{name}' is missing");
        }

        return given;
    }

    private static SharedPrefix ReadPrefix(JsonObjectInput input)
    {
        if (input.Object("sharedPrefix") is not { } prefix)
        {
            return default;
        }

        var tokens = prefix.RequiredInt("tokens", 1, LengthDistribution.MostTokens) ?? 1;
        var groups = prefix.Int("groups", 1, MostGroups) ?? 1;
        prefix.Close();
        return new SharedPrefix(tokens, groups);
    }

    private static ServiceObjective ReadObjective(JsonObjectInput input)
    {
        if (input.Object("slo") is not { } slo)
        {
            return new ServiceObjective();
        }

        double Limit(string name) => slo.Quantity(name, QuantityKind.Duration, 1, 1e-9, 1e9) ?? double.PositiveInfinity;
        var objective = new ServiceObjective
        {
            TimeToFirstToken = Limit("ttftSeconds"),
            TimePerOutputToken = Limit("tpotSeconds"),
            EndToEnd = Limit("endToEndSeconds"),
            Percentile = slo.Number("percentile", 1e-6, 100) ?? 99,
        };
        slo.Close();
        return objective;
    }
}
