using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The libraries of collectives that are known by name.</summary>
internal sealed class CollectiveLibraries
{
    private const string File = "Stacks/Data/collective-libraries.json";

    private readonly CollectiveLibraryConstants[] libraries;
    private readonly CollectiveSource[] sources;

    private CollectiveLibraries(CollectiveLibraryConstants[] libraries, CollectiveSource[] sources) =>
        (this.libraries, this.sources) = (libraries, sources);

    /// <summary>The libraries that ship, each with the rows it was fitted on.</summary>
    public static CollectiveLibraries Default { get; } = EmbeddedData.Read(File, Read);

    /// <summary>All libraries.</summary>
    public IReadOnlyList<CollectiveLibraryConstants> Libraries => libraries;

    /// <summary>The measured sources, each with the library it ran and the nodes it ran on.</summary>
    public IReadOnlyList<CollectiveSource> Sources => sources;

    /// <summary>The library of a name.</summary>
    /// <param name="name">Name and version, such as <c>nccl-2.27.3</c>.</param>
    /// <exception cref="UnknownNameException">The name is unknown.</exception>
    public CollectiveLibraryConstants Get(string name) =>
        Find(name) ?? throw new UnknownNameException("collective library", name, [.. libraries.Select(library => library.Name)]);

    /// <summary>The library of a name, or <see langword="null"/>.</summary>
    /// <param name="name">Name and version, such as <c>nccl-2.27.3</c>.</param>
    public CollectiveLibraryConstants? Find(string name) => Array.Find(libraries, library => library.Name == name);

    /// <summary>
    /// What is known of a measured source; one that is not listed takes the entry whose name shares the longest beginning with it.
    /// </summary>
    /// <param name="source">Source as in the measured rows, such as <c>aic-vllm-custom-0.14.0</c>.</param>
    /// <param name="chip">Chip of the rows, such as <c>a100</c>.</param>
    public CollectiveSource SourceOf(string source, string chip)
    {
        CollectiveSource? best = null;
        var longest = -1;
        foreach (var known in sources)
        {
            var shared = source.AsSpan().CommonPrefixLength(known.Source) * 2;
            shared += known.Chip == chip ? 1 : 0;
            (best, longest) = shared > longest ? (known, shared) : (best, longest);
        }

        return best ?? throw new InvalidOperationException("No measured sources are listed.");
    }

    private static CollectiveLibraries Read(FactReader facts)
    {
        var read = new List<CollectiveLibraryConstants>();
        facts.List(
            "libraries",
            item =>
            {
                var parent = item.OptionalText("parent");
                read.Add(CollectiveLibraryConstants.From(item, parent is null ? null : read.Find(library => library.Name == parent)));
                return read.Count;
            }
        );
        return new CollectiveLibraries([.. read], [.. facts.List("sources", CollectiveSource.From)]);
    }
}
