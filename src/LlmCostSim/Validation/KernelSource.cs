using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>What a source of measured kernels ran.</summary>
/// <param name="Source">Source as in the measured rows.</param>
/// <param name="Chip">Chip of the rows.</param>
/// <param name="Gemm">Source part of the ids of its matrix-multiply libraries; empty: none measured.</param>
/// <param name="Attention">Id of its attention library; empty: none.</param>
/// <param name="Elementwise">Name of its library of memory-bound kernels; empty: none.</param>
/// <param name="HostSeconds">Host launch that its times contain.</param>
internal sealed record KernelSource(string Source, string Chip, string Gemm, string Attention, string Elementwise, double HostSeconds)
{
    private const string File = "Validation/Data/sources.json";

    /// <summary>All sources that are known.</summary>
    public static IReadOnlyList<KernelSource> All { get; } =
        EmbeddedData.Read(
            File,
            facts =>
            {
                _ = facts.Text("note");
                return facts.List("kernels", From);
            }
        );

    /// <summary>The source of a name, or the nearest one.</summary>
    /// <param name="source">Source of the rows.</param>
    /// <param name="chip">Chip of their accelerator.</param>
    public static KernelSource Of(string source, string chip) =>
        SourceMatch.Nearest(All, known => (known.Source, known.Chip), source, chip).First();

    private static KernelSource From(FactReader facts)
    {
        _ = facts.Text("origin");
        return new KernelSource(
            facts.Text("source"),
            facts.Text("chip"),
            facts.OptionalText("gemm") ?? "",
            facts.OptionalText("attention") ?? "",
            facts.OptionalText("elementwise") ?? "",
            (facts.OptionalNumber("hostMicroseconds") ?? 0) * 1e-6
        );
    }
}
