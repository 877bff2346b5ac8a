namespace LlmCostSim.Facts;

/// <summary>
/// Entries that are known by name: by an id, or by another name that the entry lists; case and punctuation do not matter. Immutable, and
/// read when it is first asked.
/// </summary>
/// <typeparam name="TEntry">The entries.</typeparam>
public abstract class Catalog<TEntry>
    where TEntry : class
{
    private readonly string kind;

    /// <summary>A catalogue over an index.</summary>
    /// <param name="index">Finds the entries.</param>
    /// <param name="kind">What an entry is, for the text of errors: <c>accelerator</c>.</param>
    private protected Catalog(ShippedIndex<TEntry> index, string kind) => (Index, this.kind) = (index, kind);

    /// <summary>Finds the entries.</summary>
    private protected ShippedIndex<TEntry> Index { get; }

    /// <summary>The entry of an id or another of its names.</summary>
    /// <param name="name">Id or other name, such as <c>A100-SXM-80GB</c> or <c>a100 80gb</c> of an accelerator.</param>
    /// <returns>The entry, or <see langword="null"/> if the name is unknown.</returns>
    public TEntry? Find(string name) => Index.Find(name);

    /// <summary>The entry of an id or another of its names.</summary>
    /// <param name="name">Id or other name, such as <c>A100-SXM-80GB</c> or <c>a100 80gb</c> of an accelerator.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public TEntry Get(string name) => Index.Get(name, kind);

    /// <summary>Ids of the entries of which a name is nearest to one that was given, nearest first.</summary>
    /// <param name="name">A name, usually one that <see cref="Find"/> does not know.</param>
    /// <returns>At most three ids; empty if nothing is near.</returns>
    public IReadOnlyList<string> Suggest(string name) => Index.All.Suggest(name);
}
