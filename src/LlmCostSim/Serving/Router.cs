namespace LlmCostSim.Serving;

/// <summary>Chooses the scheduler of a request: a replica by the policy, in it the scheduler with the fewest requests.</summary>
internal sealed class Router(EngineScheduler[] schedulers, int first, int replicas, int perReplica, RoutingPolicy policy)
{
    private int turn;

    /// <summary>Number of the scheduler that gets the next request.</summary>
    public int Next()
    {
        if (policy == RoutingPolicy.LeastLoaded)
        {
            return Least(first, replicas * perReplica);
        }

        var replica = turn;
        turn = (turn + 1) % replicas;
        return Least(first + (replica * perReplica), perReplica);
    }

    private int Least(int from, int count)
    {
        var best = from;
        for (var i = from + 1; i < from + count; i++)
        {
            best = schedulers[i].Load < schedulers[best].Load ? i : best;
        }

        return best;
    }
}
