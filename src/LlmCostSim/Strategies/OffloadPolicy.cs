namespace LlmCostSim.Strategies;

/// <summary>Offload of model states and activations. Default: none.</summary>
/// <param name="Optimizer">Optimizer states and their update (ZeRO-Offload, Ren et al. 2021).</param>
/// <param name="Parameters">Weights, fetched layer by layer (ZeRO-Infinity, Rajbhandari et al. 2021).</param>
/// <param name="Activations">Saved activations or checkpoints.</param>
public readonly record struct OffloadPolicy(
    OffloadTarget Optimizer = OffloadTarget.None,
    OffloadTarget Parameters = OffloadTarget.None,
    OffloadTarget Activations = OffloadTarget.None
)
{
    /// <summary>Whether anything is offloaded.</summary>
    public bool Any => this != default;
}
