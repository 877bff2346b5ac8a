using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The inference engines that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class EngineCatalog : Catalog<InferenceEngine>
{
    private const string Folder = "Stacks/Data/engines/";

    private EngineCatalog(ShippedIndex<InferenceEngine> index)
        : base(index, "inference engine") { }

    /// <summary>The engines that ship with the library.</summary>
    public static EngineCatalog Default { get; } =
        new(
            new ShippedIndex<InferenceEngine>(
                () => EmbeddedData.NamesUnder(Folder).Select(name => EmbeddedData.Read(name, EngineReader.Read)),
                engine => engine.Id,
                engine => engine.Aliases
            )
        );

    /// <summary>All engines.</summary>
    public IReadOnlyList<InferenceEngine> Engines => Index.All.Items;

    /// <summary>The entry of a family that stands for a version: the latest that is not newer.</summary>
    /// <param name="family">Name of the engine, such as <c>tensorrt-llm</c>.</param>
    /// <param name="version">Version such as <c>0.8.0</c>; empty: the one that bears the family's name.</param>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public InferenceEngine ForVersion(string family, string version)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (Find(version.Length == 0 ? family : $"{family}-{version}") is { } exact)
        {
            return exact;
        }

        var wanted = VersionNumber.Of(version);
        InferenceEngine? best = null;
        foreach (var engine in Engines)
        {
            if (
                string.Equals(engine.Family, family, StringComparison.OrdinalIgnoreCase) && (best is null || IsNearer(engine, best, wanted))
            )
            {
                best = engine;
            }
        }

        return best ?? Get(family);
    }

    // The latest that is not newer than wanted, otherwise the oldest.
    private static bool IsNearer(InferenceEngine engine, InferenceEngine best, double wanted)
    {
        var (from, known) = (VersionNumber.Of(engine.FromVersion), VersionNumber.Of(best.FromVersion));
        return known > wanted ? from < known : from <= wanted && from > known;
    }

    /// <summary>The catalogue with one more engine, which replaces one of the same id.</summary>
    /// <param name="engine">The engine to add.</param>
    public EngineCatalog With(InferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new EngineCatalog(Index.With(engine));
    }
}
