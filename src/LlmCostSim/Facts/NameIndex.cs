using LlmCostSim.Input;

namespace LlmCostSim.Facts;

/// <summary>
/// Finds catalogue entries by id or alias, ignoring case and punctuation, and suggests the nearest ids for a name that is unknown.
/// Immutable.
/// </summary>
/// <typeparam name="T">The entries.</typeparam>
internal sealed class NameIndex<T>
    where T : class
{
    private readonly Func<T, string> idOf;
    private readonly Func<T, IEnumerable<string>> aliasesOf;
    private readonly Dictionary<string, T> byName;

    /// <summary>An index over entries whose names must be unique.</summary>
    /// <param name="items">The entries.</param>
    /// <param name="idOf">The id of an entry.</param>
    /// <param name="aliasesOf">Its other names.</param>
    /// <exception cref="ArgumentException">Two entries share a name.</exception>
    public NameIndex(IEnumerable<T> items, Func<T, string> idOf, Func<T, IEnumerable<string>> aliasesOf)
        : this([.. items], idOf, aliasesOf, new Dictionary<string, T>(StringComparer.Ordinal))
    {
        foreach (T item in Items)
        {
            foreach (string name in NamesOf(item))
            {
                if (!byName.TryAdd(name, item) && !ReferenceEquals(byName[name], item))
                {
                    throw new ArgumentException($"'{name}' names both {idOf(byName[name])} and {idOf(item)}", nameof(items));
                }
            }
        }
    }

    private NameIndex(T[] items, Func<T, string> idOf, Func<T, IEnumerable<string>> aliasesOf, Dictionary<string, T> byName)
    {
        Items = items;
        this.idOf = idOf;
        this.aliasesOf = aliasesOf;
        this.byName = byName;
    }

    /// <summary>All entries, in the order in which they were given.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>The entry of an id or alias, or <see langword="null"/>.</summary>
    public T? Find(string name) => byName.GetValueOrDefault(NearestName.Fold(name));

    /// <summary>The entry of an id or alias.</summary>
    /// <param name="name">Id or alias.</param>
    /// <param name="kind">What the entries are, for the error text: <c>accelerator</c>.</param>
    /// <exception cref="UnknownNameException">There is none; the nearest ids are suggested.</exception>
    public T Get(string name, string kind) => Find(name) ?? throw new UnknownNameException(kind, name, Suggest(name));

    /// <summary>The index with one more entry; it replaces an entry of the same id and takes over names that others have.</summary>
    public NameIndex<T> With(T item)
    {
        string id = NearestName.Fold(idOf(item));
        T[] items = [.. Items.Where(other => NearestName.Fold(idOf(other)) != id), item];
        var names = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (T entry in items)
        {
            foreach (string name in NamesOf(entry))
            {
                names[name] = entry;
            }
        }

        return new NameIndex<T>(items, idOf, aliasesOf, names);
    }

    /// <summary>Ids of the entries whose id or alias is nearest to a name, nearest first; none if nothing is near.</summary>
    public IReadOnlyList<string> Suggest(string name, int count = 3) =>
        [
            .. NearestName
                .Several(name, byName.Keys, byName.Count)
                .Select(near => idOf(byName[near]))
                .Distinct(StringComparer.Ordinal)
                .Take(count),
        ];

    private IEnumerable<string> NamesOf(T item) => aliasesOf(item).Prepend(idOf(item)).Select(NearestName.Fold);
}
