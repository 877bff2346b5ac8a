using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>Simulates numbers of replicas of a layout until the smallest that meets the objective is found.</summary>
internal sealed class CapacityTrial(CapacityRequest request, Estimator estimator, CancellationToken cancellation)
{
    private double best = double.PositiveInfinity;

    /// <summary>Runs so far.</summary>
    public int Simulations { get; private set; }

    /// <summary>What the search makes small.</summary>
    public double Size(CapacityCandidate candidate) =>
        request.Objective == CapacityObjective.Cost ? candidate.CostPerHour.Amount : candidate.Gpus;

    /// <summary>The smallest number of replicas of a layout, or why there is none.</summary>
    public CapacityCandidate Smallest(Accelerator accelerator, int tensor, int pipeline)
    {
        int failed = request.LeastReplicas - 1,
            tried = request.LeastReplicas;
        var candidate = Try(accelerator, tensor, pipeline, tried);
        while (!candidate.Meets && candidate.Report.Result is not null)
        {
            failed = tried;
            var next = Math.Min(2 * tried, request.MaxGpus / (tensor * pipeline));
            if (next <= tried || Size(Sized(accelerator, tensor, pipeline, failed + 1)) > best)
            {
                return candidate with
                {
                    Reason =
                        next <= tried ? $"{request.MaxGpus} GPUs are not enough: {candidate.Reason}" : "a smaller plan keeps the objective",
                };
            }

            candidate = Try(accelerator, tensor, pipeline, tried = next);
        }

        while (candidate.Meets && tried - failed > 1)
        {
            var middle = Try(accelerator, tensor, pipeline, (tried + failed) / 2);
            (tried, failed, candidate) = middle.Meets ? ((tried + failed) / 2, failed, middle) : (tried, (tried + failed) / 2, candidate);
        }

        best = candidate.Meets ? Math.Min(best, Size(candidate)) : best;
        return candidate;
    }

    private CapacityCandidate Try(Accelerator accelerator, int tensor, int pipeline, int replicas)
    {
        var candidate = Sized(accelerator, tensor, pipeline, replicas);
        Simulations++;
        var report = estimator.Estimate(candidate.Scenario, cancellation: cancellation);
        return candidate with { Report = report, Reason = Why(report) };
    }

    // Not simulated yet.
    private CapacityCandidate Sized(Accelerator accelerator, int tensor, int pipeline, int replicas)
    {
        var own = request.Scenario;
        var share = own.Scheduling.PrefillReplicas / (double)own.Strategy.Data;
        var cluster = SearchClustersInput.Machine(own.Cluster, accelerator, tensor * pipeline * replicas);
        var scenario = SearchedScenario.On(own, cluster, request.Prices) with
        {
            Strategy = own.Strategy with { Tensor = tensor, Pipeline = pipeline, Data = replicas },
            Scheduling = own.Scheduling with
            {
                PrefillReplicas = share > 0 ? Math.Clamp((int)Math.Round(share * replicas), 1, replicas - 1) : 0,
            },
        };
        var price = RunEconomics.Price(scenario, estimator.Prices, estimator.Grid, []) * scenario.Cluster.Count;
        return new CapacityCandidate(scenario, new ServingReport { Parameters = 0 }, price, "");
    }

    private static string Why(ServingReport report)
    {
        if (report.Result is not { } result)
        {
            return string.Join("; ", report.Reasons);
        }

        var (objective, at) = (report.Objective, result.AtPercentile);
        string Over(string name, double limit, double value) =>
            value > limit ? string.Create(CultureInfo.InvariantCulture, $"{name} {value:0.###} s, promised {limit:0.###} s") : "";
        return string.Join(
            "; ",
            new[]
            {
                result.Rejected > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"{result.Rejected} requests are too long for the cache")
                    : "",
                result.QueueGrows ? "the queue grows as long as requests come" : "",
                Over("time to first token", objective.TimeToFirstToken, at.First),
                Over("time per output token", objective.TimePerOutputToken, at.Next),
                Over("end to end", objective.EndToEnd, at.Total),
            }.Where(static text => text.Length > 0)
        );
    }
}
