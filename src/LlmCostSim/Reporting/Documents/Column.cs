namespace LlmCostSim.Reporting.Documents;

/// <summary>One column of a table.</summary>
/// <param name="Name">What it holds.</param>
/// <param name="Unit">Unit of its raw values, such as <c>bytes</c>; empty where values are texts or pure numbers. Shown cells carry their
/// own unit.</param>
internal sealed record Column(string Name, string Unit = "")
{
    /// <summary>Whether its cells stand at the right, as numbers do.</summary>
    public bool Right { get; init; }

    /// <summary>Whether its texts may go on in the next line.</summary>
    public bool Wraps { get; init; }

    /// <summary>Whether its cells are bars of their <see cref="Cell.Share"/>.</summary>
    public bool Bar { get; init; }

    /// <summary>Where a terminal is too narrow, columns of the highest rank are left out first; those of rank 0 last.</summary>
    public int Rank { get; init; }

    /// <summary>A column of numbers.</summary>
    public static Column Number(string name, string unit = "", int rank = 0) => new(name, unit) { Right = true, Rank = rank };

    /// <summary>A column of bars.</summary>
    public static Column Bars { get; } = new("bar") { Bar = true, Rank = 9 };
}
