using System.Collections.Concurrent;

namespace LlmCostSim.Facts;

/// <summary>
/// An index that reads what ships with the library when it is first asked. Where each entry has a file of its own, named after its id, an
/// entry that is asked for by its id is read alone and everything else reads all files once: most processes need one model and one
/// accelerator, and reading all costs more than an estimate.
/// </summary>
/// <typeparam name="T">The entries.</typeparam>
internal sealed class ShippedIndex<T>
    where T : class
{
    private readonly ConcurrentDictionary<string, T> read = new(StringComparer.Ordinal);
    private readonly Func<string, T?>? readOne;
    private readonly Func<T, string> idOf;
    private readonly Lazy<NameIndex<T>> all;

    /// <summary>An index over entries that are read together, when the first is asked for.</summary>
    /// <param name="readAll">Reads all entries.</param>
    /// <param name="idOf">The id of an entry.</param>
    /// <param name="aliasesOf">Its other names.</param>
    public ShippedIndex(Func<IEnumerable<T>> readAll, Func<T, string> idOf, Func<T, IEnumerable<string>> aliasesOf)
    {
        this.idOf = idOf;
        all = new Lazy<NameIndex<T>>(() => new NameIndex<T>(readAll(), idOf, aliasesOf));
    }

    /// <summary>An index that reads nothing yet.</summary>
    /// <param name="readOne">Reads the entry whose file has the id in lower case as its name, or gives <see langword="null"/> where no file
    /// has that name.</param>
    /// <param name="readAll">Reads all entries.</param>
    /// <param name="idOf">The id of an entry.</param>
    /// <param name="aliasesOf">Its other names.</param>
    public ShippedIndex(
        Func<string, T?> readOne,
        Func<IEnumerable<T>> readAll,
        Func<T, string> idOf,
        Func<T, IEnumerable<string>> aliasesOf
    )
    {
        this.readOne = readOne;
        this.idOf = idOf;

        // An entry that was read alone stays the entry of its id: two readings of one file are different objects.
        all = new Lazy<NameIndex<T>>(() => new NameIndex<T>(readAll().Select(entry => read.GetOrAdd(idOf(entry), entry)), idOf, aliasesOf));
    }

    private ShippedIndex(NameIndex<T> all, Func<T, string> idOf)
    {
        this.idOf = idOf;
        this.all = new Lazy<NameIndex<T>>(all);
    }

    /// <summary>All entries.</summary>
    public NameIndex<T> All => all.Value;

    /// <summary>The entry of an id or alias, or <see langword="null"/>.</summary>
    /// <param name="name">Id or alias.</param>
    public T? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (readOne is null)
        {
            return All.Find(name);
        }

        if (read.TryGetValue(name, out var known))
        {
            return known;
        }

        return !all.IsValueCreated && readOne(name.ToLowerInvariant()) is { } entry ? read.GetOrAdd(idOf(entry), entry) : All.Find(name);
    }

    /// <summary>The entry of an id or alias.</summary>
    /// <param name="name">Id or alias.</param>
    /// <param name="kind">What the entries are, for the error text: <c>accelerator</c>.</param>
    /// <exception cref="UnknownNameException">There is none; the nearest ids are suggested.</exception>
    public T Get(string name, string kind) => Find(name) ?? All.Get(name, kind);

    /// <summary>The index with one more entry; it replaces an entry of the same id and takes over names that others have.</summary>
    public ShippedIndex<T> With(T item) => new(All.With(item), idOf);
}
