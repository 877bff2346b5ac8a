using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace WebCalculator;

/// <summary>Answers scenarios that come over the network: they may name the catalogue's models and accelerators, and open no files.</summary>
/// <param name="configuration">May set <see cref="Limits.SearchSeconds"/>.</param>
internal sealed class Calculator(IConfiguration configuration) : IDisposable
{
    private readonly TimeSpan searchTime = TimeSpan.FromSeconds(configuration.GetValue(nameof(Limits.SearchSeconds), Limits.SearchSeconds));
    private readonly ScenarioReader reader = new();
    private readonly Estimator estimator = new();
    private readonly SemaphoreSlim searches = new(Limits.Searches);

    /// <summary>One scenario in full.</summary>
    /// <param name="json">The scenario.</param>
    public Answer Estimate(string json)
    {
        var problems = new InputProblems();
        return reader.Read(json, problems) switch
        {
            null => Answer.Bad([.. problems]),
            ServingScenario { Workload.Requests: > Limits.Requests } => Answer.Bad(
                "$.workload.requests",
                $"here at most {Limits.Requests} requests are simulated; the command line has no such limit"
            ),
            var scenario => new Answer(StatusCodes.Status200OK, ReportJson.ToText(estimator.Estimate(scenario))),
        };
    }

    /// <summary>The five best plans for a training scenario, within the limits of a request.</summary>
    /// <param name="json">The scenario; members of its strategy are fixed, absent ones are searched.</param>
    /// <param name="cancellation">The visitor has gone.</param>
    public Answer Plan(string json, CancellationToken cancellation)
    {
        var problems = new InputProblems();
        if (PlanInput.Read(json, reader, problems) is not { } request)
        {
            return Answer.Bad([.. problems]);
        }

        if (request.Clusters.Count > Limits.SearchClusters || request.Clusters.Any(static c => c.Count > Limits.SearchCount))
        {
            return Answer.Bad(
                "$.search",
                $"here a search takes at most {Limits.SearchClusters} clusters of at most {Limits.SearchCount} accelerators; the command line has no such limit"
            );
        }

        if (!searches.Wait(0, CancellationToken.None))
        {
            return Answer.Bad("$", "busy with other searches, try again", StatusCodes.Status503ServiceUnavailable);
        }

        try
        {
            return Search(request, cancellation);
        }
        finally
        {
            searches.Release();
        }
    }

    private Answer Search(PlanRequest request, CancellationToken cancellation)
    {
        try
        {
            using var late = new CancellationTokenSource(searchTime);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            return new Answer(
                StatusCodes.Status200OK,
                PlanJson.ToText(PlanSearch.Find(request with { Threads = 1 }, estimator, cancellation: either.Token))
            );
        }
        catch (OperationCanceledException)
        {
            return Answer.Bad(
                "$",
                $"more than {searchTime.TotalSeconds:0} s: fix some members of the strategy, or search on the command line",
                StatusCodes.Status503ServiceUnavailable
            );
        }
    }

    public void Dispose() => searches.Dispose();
}
