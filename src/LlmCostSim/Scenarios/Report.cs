namespace LlmCostSim.Scenarios;

/// <summary>What the simulator says about a scenario. Immutable.</summary>
public abstract record Report
{
    /// <summary>Name of the scenario; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Kind of the scenario: <c>training</c>, <c>inference</c> or <c>serving</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether the plan can run at all.</summary>
    public bool Feasible => Reasons.Count == 0;

    /// <summary>Why it cannot, and by how much; empty when it can.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Exact number of the model's parameters, a tied head counted once.</summary>
    public required long Parameters { get; init; }

    /// <summary>Currency of its figures of money.</summary>
    internal abstract string Currency { get; }

    /// <summary>What was not given and what was taken instead, what the figures stand on, and which facts are unverified.</summary>
    public IReadOnlyList<Assumption> Assumptions { get; init; } = [];
}
