using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The software stacks that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class StackCatalog
{
    private readonly NameIndex<SoftwareStack> index;

    private StackCatalog(NameIndex<SoftwareStack> index) => this.index = index;

    /// <summary>The stacks that ship with the library.</summary>
    public static StackCatalog Default { get; } =
        new(
            new NameIndex<SoftwareStack>(
                StackReader.Files.Select(name => EmbeddedData.Read(name, StackReader.Read)),
                stack => stack.Id,
                stack => stack.Aliases
            )
        );

    /// <summary>All stacks.</summary>
    public IReadOnlyList<SoftwareStack> Stacks => index.Items;

    /// <summary>The stack of an id or alias, or <see langword="null"/>; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id or alias.</param>
    public SoftwareStack? Find(string nameOrAlias) => index.Find(nameOrAlias);

    /// <summary>The stack of an id or alias; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id or alias.</param>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public SoftwareStack Get(string nameOrAlias) => index.Get(nameOrAlias, "framework");

    /// <summary>Ids nearest to a name, nearest first.</summary>
    /// <param name="name">A name.</param>
    public IReadOnlyList<string> Suggest(string name) => index.Suggest(name);

    /// <summary>The catalogue with one more stack, which replaces one of the same id.</summary>
    /// <param name="stack">The stack to add.</param>
    public StackCatalog With(SoftwareStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return new StackCatalog(index.With(stack));
    }
}
