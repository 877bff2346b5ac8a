namespace LlmCostSim.Setups;

/// <summary>A documented figure beside the simulated one.</summary>
public sealed record Reproduction
{
    /// <summary>Setup and quantity, such as <c>falcon-7b/days</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Model family.</summary>
    public required string Family { get; init; }

    /// <summary>Model id.</summary>
    public required string Model { get; init; }

    /// <summary>What is compared.</summary>
    public required string Quantity { get; init; }

    /// <summary>Its unit.</summary>
    public required string Unit { get; init; }

    /// <summary>The published figure, or <see langword="null"/>.</summary>
    public double? Documented { get; init; }

    /// <summary>The simulated figure.</summary>
    public required double Simulated { get; init; }

    /// <summary>Simulated over documented, or <see langword="null"/> where nothing is documented.</summary>
    public double? Ratio => Documented is > 0 and { } documented ? Simulated / documented : null;

    /// <summary>What the comparison came to.</summary>
    public required ReproductionVerdict Verdict { get; init; }

    /// <summary>What it was expected to come to.</summary>
    public required ReproductionVerdict Expected { get; init; }

    /// <summary>Why it is off, impossible or proves nothing; for a claim that breaks physics, by how much.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Where the documented figure is from.</summary>
    public required string Source { get; init; }

    /// <summary>What the setup had to assume.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];
}
