using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>What is asked: a model on a cluster, with what a strategy and a workload add in the derived kinds. Immutable.</summary>
public abstract record Scenario
{
    /// <summary>What the author calls it; empty by default.</summary>
    public string Name { get; init; } = "";

    /// <summary>The architecture.</summary>
    public required ModelSpec Model { get; init; }

    /// <summary>The accelerators.</summary>
    public required Cluster Cluster { get; init; }

    /// <summary>Id of the software stack, such as <c>megatron</c>; empty: chosen by the kind of job.</summary>
    public string Framework { get; init; } = "";

    /// <summary>
    /// Software stacks that were calibrated together with the accelerator, in place of the estimator's of the same id; usually none.
    /// </summary>
    public IReadOnlyList<SoftwareStack> Stacks { get; init; } = [];

    /// <summary>Prices, power and carbon.</summary>
    public EconomicsSettings Economics { get; init; } = new();

    /// <summary>What the author left open, and what was taken instead; repeated in the report.</summary>
    public IReadOnlyList<Assumption> Defaults { get; init; } = [];

    /// <summary>The value of <c>kind</c> in a scenario file.</summary>
    public abstract string Kind { get; }
}
