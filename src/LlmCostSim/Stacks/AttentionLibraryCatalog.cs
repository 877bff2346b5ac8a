using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The attention libraries that are known by name, each with the origin of its constants.</summary>
/// <example><code>AttentionLibraryConstants flash = AttentionLibraryCatalog.Default.Get("flash-attention-2");</code></example>
internal sealed class AttentionLibraryCatalog
{
    private const string File = "Stacks/Data/attention-libraries.json";

    private readonly NameIndex<AttentionLibraryConstants> index;

    private AttentionLibraryCatalog(NameIndex<AttentionLibraryConstants> index) => this.index = index;

    /// <summary>The libraries that ship with the product.</summary>
    public static AttentionLibraryCatalog Default { get; } =
        new(
            new NameIndex<AttentionLibraryConstants>(
                EmbeddedData.Read(File, AttentionLibraryConstants.ReadAll),
                library => library.Id,
                library => library.Sources
            )
        );

    /// <summary>All libraries.</summary>
    public IReadOnlyList<AttentionLibraryConstants> Libraries => index.Items;

    /// <summary>The library of an id, or of a data source it explains.</summary>
    /// <param name="idOrSource">Id such as <c>vllm-0.14.0</c>, or a data source such as <c>aic-vllm-0.14.0</c>.</param>
    /// <returns>The library, or <see langword="null"/> if the name is unknown.</returns>
    public AttentionLibraryConstants? Find(string idOrSource) => index.Find(idOrSource);

    /// <summary>The library of an id, or of a data source it explains.</summary>
    /// <param name="idOrSource">Id such as <c>vllm-0.14.0</c>, or a data source such as <c>aic-vllm-0.14.0</c>.</param>
    /// <returns>The library.</returns>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public AttentionLibraryConstants Get(string idOrSource) => index.Get(idOrSource, "attention library");
}
