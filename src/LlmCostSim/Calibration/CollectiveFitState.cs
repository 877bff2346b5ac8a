using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of collectives while they are fitted and as fitted.</summary>
/// <param name="Chips">One set per measured chip.</param>
/// <param name="Libraries">One set per library, in the order of their file.</param>
internal sealed record CollectiveFitState(IReadOnlyList<CollectiveConstants> Chips, IReadOnlyList<CollectiveLibraryConstants> Libraries)
{
    /// <summary>What ships.</summary>
    public static CollectiveFitState Shipped =>
        new([.. MeasuredChip.All.Select(known => CollectiveConstants.OfChip(known.Chip))], CollectiveLibraries.Default.Libraries);

    /// <summary>A chip's constants.</summary>
    public CollectiveConstants Chip(string name) => Chips.First(chip => chip.Chip == name);

    /// <summary>A library's constants.</summary>
    public CollectiveLibraryConstants Library(string name) => Libraries.First(library => library.Name == name);

    /// <summary>The state with a chip's constants changed.</summary>
    public CollectiveFitState With(CollectiveConstants constants) =>
        this with
        {
            Chips = [.. Chips.Select(chip => chip.Chip == constants.Chip ? constants : chip)],
        };

    /// <summary>The state with a library's constants changed.</summary>
    public CollectiveFitState With(CollectiveLibraryConstants constants) =>
        this with
        {
            Libraries = [.. Libraries.Select(library => library.Name == constants.Name ? constants : library)],
        };

    /// <summary>Name of the library that a row measures.</summary>
    public static string LibraryOf(CollectiveMeasurement row) => CollectiveLibraries.Default.SourceOf(row.Source, row.Chip).Library;

    /// <summary>Predicts rows, which are all of known chips.</summary>
    public void Predict(IReadOnlyList<CollectiveMeasurement> rows, Span<double> seconds)
    {
        var kernels = new Dictionary<(string, string, string, int), CollectiveKernel>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var key = (row.Source, row.Chip, row.Topology, row.Ranks);
            if (!kernels.TryGetValue(key, out var kernel))
            {
                var source = CollectiveLibraries.Default.SourceOf(row.Source, row.Chip);
                kernels[key] = kernel = new CollectiveKernel(row.Cluster(source), Chip(row.Chip), Library(source.Library));
            }

            seconds[i] = kernel.Seconds(row.Kind, row.Bytes, row.Group());
        }
    }
}
