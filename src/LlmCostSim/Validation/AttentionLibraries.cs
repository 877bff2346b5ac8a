using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>The attention libraries behind sources of measured kernels.</summary>
internal static class AttentionLibraries
{
    /// <summary>The library of a source, or of the nearest one.</summary>
    /// <param name="source">Source of the rows.</param>
    /// <param name="chip">Chip of their accelerator.</param>
    /// <param name="decode">Whether it must have a decode kernel.</param>
    public static AttentionLibraryConstants Of(string source, string chip, bool decode) =>
        SourceMatch
            .Nearest(KernelSource.All.Where(known => known.Attention.Length > 0), known => (known.Source, known.Chip), source, chip)
            .Select(known => AttentionLibraryCatalog.Default.Get(known.Attention))
            .First(library => !decode || library.Decode is not null);
}
