using System.Diagnostics;
using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>
/// The fewest accelerators, or dollars, that serve a workload within its objective: each layout of a replica is simulated with more and
/// more replicas, doubling, then halving the gap. A layout meets the objective when no request is turned away, the objective's share of
/// requests keeps each limit, and the queue does not grow for as long as requests come.
/// </summary>
public static class CapacitySearch
{
    /// <summary>Searches.</summary>
    /// <param name="request">What for.</param>
    /// <param name="estimator">Simulates.</param>
    /// <param name="progress">Told the share of layouts that are done, from 0 to 1.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>
    /// The best number of replicas of each layout; a layout is given up once it is larger, or dearer, than the best before it.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static CapacityResult Find(
        CapacityRequest request,
        Estimator estimator,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(estimator);
        var started = Stopwatch.GetTimestamp();
        var trial = new CapacityTrial(request, estimator, cancellation);
        var candidates = new List<CapacityCandidate>();
        var layouts = (request.Accelerators.Count > 0 ? request.Accelerators : [request.Scenario.Cluster.Accelerator])
            .SelectMany(accelerator => Layouts(request, accelerator))
            .ToArray();
        foreach (var (accelerator, tensor, pipeline) in layouts)
        {
            candidates.Add(trial.Smallest(accelerator, tensor, pipeline));
            progress?.Report((double)candidates.Count / layouts.Length);
        }

        return new CapacityResult(
            [
                .. candidates
                    .OrderByDescending(static c => c.Meets)
                    .ThenBy(trial.Size)
                    .ThenBy(static c => c.Report.Result?.EndToEnd.Mean ?? 0),
            ],
            trial.Simulations,
            Stopwatch.GetElapsedTime(started).TotalSeconds
        );
    }

    private static IEnumerable<(Accelerator Accelerator, int Tensor, int Pipeline)> Layouts(
        CapacityRequest request,
        Accelerator accelerator
    )
    {
        var heads = request.Scenario.Model.Attention.Heads;
        var perNode = SearchClustersInput.Machine(request.Scenario.Cluster, accelerator, 1).PerNode;
        var tensors =
            request.Tensor.Count > 0
                ? request.Tensor
                : [.. Enumerable.Range(0, 8).Select(static i => 1 << i).Where(t => t <= perNode && heads % t == 0)];
        return tensors
            .SelectMany(tensor => request.Pipeline.Select(pipeline => (accelerator, tensor, pipeline)))
            .Where(l => (long)l.tensor * l.pipeline * request.LeastReplicas <= request.MaxGpus);
    }
}
