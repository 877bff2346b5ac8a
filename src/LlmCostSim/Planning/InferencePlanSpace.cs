namespace LlmCostSim.Planning;

/// <summary>
/// The values that a search may give to each field of a way to serve. An empty list: all that the model and the cluster allow.
/// </summary>
public sealed record InferencePlanSpace
{
    /// <summary>Tensor-parallel ranks of a replica; by default every divisor of the accelerators up to a node.</summary>
    public IReadOnlyList<int> Tensor { get; init; } = [];

    /// <summary>
    /// Pipeline stages of a replica; by default every divisor of the accelerators that tensor ranks leave, up to the layers.
    /// </summary>
    public IReadOnlyList<int> Pipeline { get; init; } = [];

    /// <summary>Replicas; by default what tensor and pipeline ranks leave.</summary>
    public IReadOnlyList<int> Data { get; init; } = [];

    /// <summary>Ranks over which experts are divided; by default every divisor of a mixture's experts, 1 for dense models.</summary>
    public IReadOnlyList<int> Expert { get; init; } = [];

    /// <summary>Storage formats of the weights, by their names in scenario files; by default the scenario's.</summary>
    public IReadOnlyList<string> Weights { get; init; } = [];

    /// <summary>
    /// Sequences per replica; by default powers of two from 1 to 512. Not searched where the scenario gives requests in flight.
    /// </summary>
    public IReadOnlyList<int> Batch { get; init; } = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
}
