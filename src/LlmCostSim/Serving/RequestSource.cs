using LlmCostSim.Statistics;

namespace LlmCostSim.Serving;

/// <summary>Makes the requests of a workload, one after the other; every random quantity has a stream of its own.</summary>
internal sealed class RequestSource
{
    private readonly ServingWorkload workload;
    private SeededStream gaps,
        inputs,
        outputs,
        groups;
    private double last;
    private long clients;

    public RequestSource(ServingWorkload workload)
    {
        this.workload = workload;
        (gaps, inputs, outputs, groups) = (new(workload.Seed, 1), new(workload.Seed, 2), new(workload.Seed, 3), new(workload.Seed, 4));
        Total = workload.Count;
        NextArrival =
            Total == 0 ? double.PositiveInfinity
            : workload.Arrivals.Process == ArrivalProcess.Closed ? 0
            : Gap();
    }

    /// <summary>Requests to come in all.</summary>
    public long Total { get; }

    /// <summary>Requests made so far.</summary>
    public long Made { get; private set; }

    /// <summary>
    /// When the next one comes, or the next client of a closed loop begins; infinite where none does, or where an answer brings it.
    /// </summary>
    public double NextArrival { get; private set; }

    /// <summary>A client of a closed loop begins.</summary>
    public void BeginClient()
    {
        var arrivals = workload.Arrivals;
        NextArrival =
            ++clients < arrivals.Concurrency && Made < Total
                ? arrivals.RampSeconds * clients / arrivals.Concurrency
                : double.PositiveInfinity;
    }

    /// <summary>Fills in the next request.</summary>
    public void Make(ref Request request, double time)
    {
        request.Number = Made;
        request.Arrived = time;
        if (workload.Arrivals.Process == ArrivalProcess.Trace)
        {
            var recorded = workload.Trace[(int)Made];
            (request.Input, request.Output) = (recorded.InputTokens, recorded.OutputTokens);
        }
        else
        {
            (request.Input, request.Output) = (workload.Input.Sample(ref inputs), workload.Output.Sample(ref outputs));
        }

        request.Group = workload.Prefix.Groups > 1 ? groups.Below(workload.Prefix.Groups) : 0;
        Made++;
        if (workload.Arrivals.Process != ArrivalProcess.Closed)
        {
            NextArrival = Made < Total ? Gap() : double.PositiveInfinity;
        }
    }

    private double Gap()
    {
        var arrivals = workload.Arrivals;
        last = arrivals.Process switch
        {
            ArrivalProcess.Poisson => last + (gaps.Exponential() / arrivals.Rate),
            ArrivalProcess.Trace => workload.Trace[(int)Made].ArrivedAt / arrivals.Rate,
            _ => Made / arrivals.Rate,
        };
        return last;
    }
}
