using LlmCostSim.Facts;

namespace LlmCostSim.Models;

/// <summary>The models that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
/// <example><code>ModelSpec model = ModelCatalog.Default.Get("falcon-7b").Spec;</code></example>
public sealed class ModelCatalog : Catalog<ModelEntry>
{
    private ModelCatalog(ShippedIndex<ModelEntry> index)
        : base(index, "model") { }

    /// <summary>The models that ship with the library, each fact with its source.</summary>
    public static ModelCatalog Default { get; } =
        new(
            new ShippedIndex<ModelEntry>(
                ModelFiles.ReadOne,
                ModelFiles.ReadAll,
                entry => entry.Id,
                entry => entry.Aliases.Prepend(entry.Name)
            )
        );

    /// <summary>All models, the shipped ones in the order of their ids, then the added ones.</summary>
    public IReadOnlyList<ModelEntry> Models => Index.All.Items;

    /// <summary>The catalogue with one more model, which replaces one of the same id and takes over names of others.</summary>
    /// <param name="model">The model to add.</param>
    /// <returns>The larger catalogue; this one stays as it is.</returns>
    public ModelCatalog With(ModelEntry model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelCatalog(Index.With(model));
    }
}
