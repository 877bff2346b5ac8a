namespace LlmCostSim.Interop;

/// <summary>What the author adds to imported files to make a whole scenario of them.</summary>
public sealed record ImportCompletion
{
    /// <summary>The accelerator's name; <see langword="null"/>: left open, and the scenario with it.</summary>
    public string? Accelerator { get; init; }

    /// <summary>How many accelerators, 1 or more; <see langword="null"/>: what the files say.</summary>
    public int? Count { get; init; }

    /// <summary>Accelerators of a node, 1 or more; <see langword="null"/>: what the files say, else the accelerator's usual node.</summary>
    public int? PerNode { get; init; }

    /// <summary><c>training</c> or <c>inference</c>; <see langword="null"/>: what the files are about.</summary>
    public string? Kind { get; init; }

    /// <summary>Members of the scenario, by their paths, as JSON text: they replace what the files say.</summary>
    public IReadOnlyList<(string Path, string Json)> Members { get; init; } = [];
}
