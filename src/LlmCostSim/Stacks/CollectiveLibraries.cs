using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The libraries of collectives that are known by name, and the measured sources that ran them.</summary>
internal sealed class CollectiveLibraries : Catalog<CollectiveLibraryConstants>
{
    private CollectiveLibraries(IReadOnlyList<CollectiveLibraryConstants> libraries, IReadOnlyList<CollectiveSource> sources)
        : base(new ShippedIndex<CollectiveLibraryConstants>(() => libraries, library => library.Name, _ => []), "collective library") =>
        Sources = sources;

    /// <summary>The libraries that ship, each with the rows it was fitted on.</summary>
    public static CollectiveLibraries Default { get; } = EmbeddedData.Read("Stacks/Data/collective-libraries.json", Read);

    /// <summary>All libraries, in the order of the file.</summary>
    public IReadOnlyList<CollectiveLibraryConstants> Libraries => Index.All.Items;

    /// <summary>The measured sources, each with the library it ran and the nodes it ran on.</summary>
    public IReadOnlyList<CollectiveSource> Sources { get; }

    /// <summary>
    /// The library that stands for a family of versions on a chip: the one that was measured there, the last where none was.
    /// </summary>
    /// <param name="family">Name of a library, or the start of its versions' names, such as <c>vllm-custom</c>.</param>
    /// <param name="chip">Chip whose constants are in use.</param>
    /// <exception cref="UnknownNameException">There is none of that name or family.</exception>
    public CollectiveLibraryConstants On(string family, string chip)
    {
        if (Find(family) is { } exact)
        {
            return exact;
        }

        CollectiveLibraryConstants? last = null;
        foreach (var library in Libraries)
        {
            if (library.Name.StartsWith(family, StringComparison.Ordinal))
            {
                if (Sources.Any(source => source.Library == library.Name && source.Chip == chip))
                {
                    return library;
                }

                last = library;
            }
        }

        return last ?? Get(family);
    }

    /// <summary>
    /// What is known of a measured source; one that is not listed takes the entry whose name shares the longest beginning with it.
    /// </summary>
    /// <param name="source">Source as in the measured rows, such as <c>aic-vllm-custom-0.14.0</c>.</param>
    /// <param name="chip">Chip of the rows, such as <c>a100</c>.</param>
    public CollectiveSource SourceOf(string source, string chip)
    {
        CollectiveSource? best = null;
        var longest = -1;
        foreach (var known in Sources)
        {
            var shared = source.AsSpan().CommonPrefixLength(known.Source) * 2;
            shared += known.Chip == chip ? 1 : 0;
            (best, longest) = shared > longest ? (known, shared) : (best, longest);
        }

        return best ?? throw new InvalidOperationException("No measured sources are listed.");
    }

    private static CollectiveLibraries Read(FactReader facts) =>
        new(facts.List("libraries", CollectiveLibraryConstants.From), facts.List("sources", CollectiveSource.From));
}
