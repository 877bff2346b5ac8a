using LlmCostSim.Serving;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>The words of serving scenarios; used for reading, writing and in the JSON Schema.</summary>
internal static class ServingNames
{
    public static readonly (string Name, ArrivalProcess Value)[] Processes =
    [
        ("poisson", ArrivalProcess.Poisson),
        ("constant", ArrivalProcess.Constant),
        ("closed", ArrivalProcess.Closed),
        ("trace", ArrivalProcess.Trace),
    ];

    public static readonly (string Name, LengthKind Value)[] Lengths =
    [
        ("constant", LengthKind.Constant),
        ("uniform", LengthKind.Uniform),
        ("normal", LengthKind.Normal),
        ("lognormal", LengthKind.LogNormal),
        ("exponential", LengthKind.Exponential),
        ("empirical", LengthKind.Empirical),
    ];

    public static readonly (string Name, RoutingPolicy Value)[] Routings =
    [
        ("round-robin", RoutingPolicy.RoundRobin),
        ("least-loaded", RoutingPolicy.LeastLoaded),
    ];

    public static readonly (string Name, BatchingPolicy Value)[] Batchings =
    [
        ("mixed", BatchingPolicy.Mixed),
        ("prompt-first", BatchingPolicy.PromptFirst),
        ("static", BatchingPolicy.Static),
    ];
}
