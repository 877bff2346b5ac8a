using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of collectives while they are fitted: one set per chip, one per library.</summary>
internal sealed class CollectiveState
{
    private readonly CollectiveLibraries catalogue = CollectiveLibraries.Default;

    public CollectiveState()
    {
        Chips = new SortedDictionary<string, CollectiveConstants>(StringComparer.Ordinal)
        {
            ["a100"] = CollectiveConstants.OfChip("a100"),
            ["h100"] = CollectiveConstants.OfChip("h100"),
        };
        Libraries = catalogue.Libraries.ToDictionary(library => library.Name, StringComparer.Ordinal);
    }

    public SortedDictionary<string, CollectiveConstants> Chips { get; }

    public Dictionary<string, CollectiveLibraryConstants> Libraries { get; }

    public string LibraryOf(CollectiveMeasurement row) => catalogue.SourceOf(row.Source, row.Chip).Library;

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
                var source = catalogue.SourceOf(row.Source, row.Chip);
                kernels[key] = kernel = new CollectiveKernel(row.Cluster(source), Chips[row.Chip], Libraries[source.Library]);
            }

            seconds[i] = kernel.Seconds(row.Kind, row.Bytes, row.Group());
        }
    }
}
