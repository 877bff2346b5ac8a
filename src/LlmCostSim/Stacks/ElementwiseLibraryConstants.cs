using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>
/// A library of memory-bound kernels: what of the accelerator's stream bandwidth each kind of kernel reaches, and what a launch costs.
/// </summary>
internal sealed record ElementwiseLibraryConstants
{
    /// <summary>Name and version.</summary>
    public required string Name { get; init; }

    /// <summary>Where the constants are from: rows and error.</summary>
    public required string Origin { get; init; }

    /// <summary>Seconds that each kernel takes on the device beyond the accelerator's own floor; 0 or more.</summary>
    public double LaunchSeconds { get; init; }

    /// <summary>Share of the stream bandwidth that rotary kernels reach, above 0 and up to 1.</summary>
    public required double RotaryShare { get; init; }

    /// <summary>Share of the stream bandwidth that norms and other row reductions reach, above 0 and up to 1.</summary>
    public required double NormShare { get; init; }

    /// <summary>Share of the stream bandwidth that activations reach, above 0 and up to 1.</summary>
    public required double ActivationShare { get; init; }

    /// <summary>
    /// Seconds in which a block of threads starts and ends a row without data; 0 where kernels do not take a block a row.
    /// </summary>
    public required double RowSeconds { get; init; }

    /// <summary>
    /// Kernels that all stream as well as the accelerator's plain stream does: what fused training and inference kernels come near.
    /// </summary>
    public static ElementwiseLibraryConstants Streaming => Get("streaming");

    /// <summary>A shipped library.</summary>
    /// <param name="name">Name, such as <c>streaming</c>.</param>
    /// <exception cref="UnknownNameException">The name is unknown.</exception>
    public static ElementwiseLibraryConstants Get(string name)
    {
        var shipped = All;
        return shipped.FirstOrDefault(library => library.Name == name)
            ?? throw new UnknownNameException("elementwise library", name, [.. shipped.Select(library => library.Name)]);
    }

    /// <summary>All shipped libraries.</summary>
    public static IReadOnlyList<ElementwiseLibraryConstants> All { get; } =
        EmbeddedData.Read("Stacks/Data/elementwise-libraries.json", facts => facts.List("libraries", From));

    internal static ElementwiseLibraryConstants From(FactReader facts) =>
        new()
        {
            Name = facts.Text("name"),
            Origin = facts.Text("origin"),
            LaunchSeconds = facts.OptionalNumber("launchSeconds") ?? 0,
            RotaryShare = facts.Positive("rotaryShare"),
            NormShare = facts.Positive("normShare"),
            ActivationShare = facts.Positive("activationShare"),
            RowSeconds = facts.Number("rowSeconds"),
        };
}
