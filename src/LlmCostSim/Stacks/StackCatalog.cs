using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The software stacks that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class StackCatalog : Catalog<SoftwareStack>
{
    private StackCatalog(ShippedIndex<SoftwareStack> index)
        : base(index, "framework") { }

    /// <summary>The stacks that ship with the library.</summary>
    public static StackCatalog Default { get; } =
        new(
            new ShippedIndex<SoftwareStack>(
                () => StackReader.Files.Select(name => EmbeddedData.Read(name, StackReader.Read)),
                stack => stack.Id,
                stack => stack.Aliases
            )
        );

    /// <summary>All stacks.</summary>
    public IReadOnlyList<SoftwareStack> Stacks => Index.All.Items;

    /// <summary>The catalogue with one more stack, which replaces one of the same id.</summary>
    /// <param name="stack">The stack to add.</param>
    public StackCatalog With(SoftwareStack stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        return new StackCatalog(Index.With(stack));
    }
}
