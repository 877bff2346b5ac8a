using System.Globalization;
using LlmCostSim.Models;

namespace LlmCostSim.Calibration;

/// <summary>What makes two models one for the constants that were fitted to a measured one: its sizes, whatever its name.</summary>
internal static class ModelShape
{
    /// <summary>Layers, hidden size, query and key-value heads, inner width and experts, as <c>32x4096x32x8x14336x8</c>.</summary>
    /// <param name="model">The model.</param>
    public static string Of(ModelSpec model) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Layers}x{model.HiddenSize}x{model.Attention.Heads}x{model.Attention.KeyValueHeads}x{model.FeedForwardSize}x{model.Mixture?.Experts ?? 0}"
        );
}
