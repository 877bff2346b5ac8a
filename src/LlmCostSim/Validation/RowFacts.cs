using System.Text.Json;
using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>
/// What this folder's data says of measured rows where they leave something open: a list of entries, each with the rows that it is about
/// (<see cref="RowPattern"/>) and its <c>origin</c>. A row takes every entry that is about it; of two that say the same, the first counts.
/// </summary>
/// <typeparam name="T">What the entries say together.</typeparam>
internal sealed class RowFacts<T>
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    private readonly List<(RowPattern Rows, FactReader Facts)> entries = [];
    private readonly Func<FactReader, T> read;
    private readonly FactReader none;

    // Few combinations of entries are about any row.
    private readonly Dictionary<ulong, T> combined = [];

    /// <param name="file">Name of the data file.</param>
    /// <param name="list">The member that holds the entries, at most 64.</param>
    /// <param name="read">Reads what entries say; every member is optional.</param>
    public RowFacts(string file, string list, Func<FactReader, T> read)
    {
        (this.read, none) = (read, new FactReader(Nothing, file));
        using var document = EmbeddedData.Parse(file);
        var root = new FactReader(document.RootElement.Clone(), file);
        _ = root.Text("note");
        _ = root.List(list, Add);
        root.Complete();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Count, 64, nameof(list));
    }

    /// <summary>What is known of a row.</summary>
    public T Of(MeasuredRow row)
    {
        ulong about = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            about |= entries[i].Rows.Takes(row) ? 1UL << i : 0;
        }

        lock (combined)
        {
            if (!combined.TryGetValue(about, out var known))
            {
                combined[about] = known = read(Combined(about));
            }

            return known;
        }
    }

    private FactReader Combined(ulong about)
    {
        var facts = none;
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            facts = (about & (1UL << i)) != 0 ? entries[i].Facts.Over(facts) : facts;
        }

        return facts;
    }

    // Read once by itself, an entry with a wrong member is found when the file is opened.
    private bool Add(FactReader entry)
    {
        _ = entry.Text("origin");
        entries.Add((RowPattern.From(entry), entry));
        _ = read(entry);
        return true;
    }
}
