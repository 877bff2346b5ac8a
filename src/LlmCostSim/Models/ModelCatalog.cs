using LlmCostSim.Facts;

namespace LlmCostSim.Models;

/// <summary>The models that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
/// <example><code>ModelSpec model = ModelCatalog.Default.Get("falcon-7b").Spec;</code></example>
public sealed class ModelCatalog
{
    private readonly ShippedIndex<ModelEntry> index;

    private ModelCatalog(ShippedIndex<ModelEntry> index) => this.index = index;

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
    public IReadOnlyList<ModelEntry> Models => index.All.Items;

    /// <summary>The model of an id, name or alias; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id, name or alias, such as <c>gpt3-175b</c> or <c>GPT-3 175B</c>.</param>
    /// <returns>The model, or <see langword="null"/> if the name is unknown.</returns>
    public ModelEntry? Find(string nameOrAlias) => index.Find(nameOrAlias);

    /// <summary>The model of an id, name or alias; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id, name or alias, such as <c>gpt3-175b</c> or <c>GPT-3 175B</c>.</param>
    /// <returns>The model.</returns>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public ModelEntry Get(string nameOrAlias) => index.Get(nameOrAlias, "model");

    /// <summary>Ids of the models whose id, name or alias is nearest to a name, nearest first.</summary>
    /// <param name="name">A name, usually one that <see cref="Find"/> does not know.</param>
    /// <returns>At most three ids; empty if nothing is near.</returns>
    public IReadOnlyList<string> Suggest(string name) => index.All.Suggest(name);

    /// <summary>The catalogue with one more model, which replaces one of the same id and takes over names of others.</summary>
    /// <param name="model">The model to add.</param>
    /// <returns>The larger catalogue; this one stays as it is.</returns>
    public ModelCatalog With(ModelEntry model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new ModelCatalog(index.With(model));
    }
}
