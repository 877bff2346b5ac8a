using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace WebCalculator;

/// <summary>A model that one can pick.</summary>
/// <param name="Id">What scenarios call it.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Family">Its family.</param>
/// <param name="Parameters">Exact count of parameters.</param>
internal sealed record ModelChoice(string Id, string Name, string Family, long Parameters);

/// <summary>An accelerator that one can pick.</summary>
/// <param name="Id">What scenarios call it.</param>
/// <param name="MemoryGiB">Usable memory.</param>
/// <param name="PerNode">How many a usual server has.</param>
internal sealed record GpuChoice(string Id, double MemoryGiB, int PerNode);

/// <summary>What the page's lists offer.</summary>
internal static class Choices
{
    public static IReadOnlyList<ModelChoice> Models { get; } =
    [
        .. ModelCatalog.Default.Models.Select(static entry => new ModelChoice(
            entry.Spec.Id,
            entry.Name,
            entry.Card.Family,
            ParameterCount.Total(entry.Spec)
        )),
    ];

    public static IReadOnlyList<GpuChoice> Gpus { get; } =
    [
        .. HardwareCatalog.Default.Accelerators.Select(static gpu => new GpuChoice(
            gpu.Id,
            Math.Round(gpu.UsableMemory.TotalGiB, 1),
            gpu.PerNode
        )),
    ];
}
