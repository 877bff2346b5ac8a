using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The attention libraries that are known by name, each with the origin of its constants.</summary>
/// <example><code>AttentionLibraryConstants flash = AttentionLibraryCatalog.Default.Get("flash-attention-2");</code></example>
internal sealed class AttentionLibraryCatalog : Catalog<AttentionLibraryConstants>
{
    private const string File = "Stacks/Data/attention-libraries.json";

    private AttentionLibraryCatalog(ShippedIndex<AttentionLibraryConstants> index)
        : base(index, "attention library") { }

    /// <summary>The libraries that ship with the product.</summary>
    public static AttentionLibraryCatalog Default { get; } =
        new(
            new ShippedIndex<AttentionLibraryConstants>(
                () => EmbeddedData.Read(File, AttentionLibraryConstants.ReadAll),
                library => library.Id,
                library => library.Sources
            )
        );

    /// <summary>All libraries.</summary>
    public IReadOnlyList<AttentionLibraryConstants> Libraries => Index.All.Items;
}
