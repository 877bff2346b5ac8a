using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Strategies;

/// <summary>
/// The number formats that a framework takes for weights, gradients and optimizer when its user only says <c>bf16</c> or <c>fp16</c>.
/// </summary>
internal static class PrecisionRecipe
{
    /// <summary>
    /// The recipe of a framework: <see cref="SoftwareStack.Formats"/>, or 4 bytes of everything in single precision, where weights are
    /// updated in place.
    /// </summary>
    /// <param name="framework">Id of the software stack, such as <c>megatron</c>; an unknown one keeps gradients, master weights and what is
    /// reduced in 4 bytes.</param>
    /// <param name="compute">Format of the matrix multiplies.</param>
    public static Precision For(string framework, NumberFormat compute)
    {
        if (compute is NumberFormat.Fp32 or NumberFormat.Tf32)
        {
            return new Precision
            {
                Compute = compute,
                WeightBytes = 4,
                ActivationBytes = 4,
                MasterWeightBytes = 0,
                GatherBytes = 4,
            };
        }

        var formats = StackCatalog.Default.Find(framework)?.Formats ?? new StateFormats();
        formats = compute == NumberFormat.Fp16 && formats.Fp16 is { } half ? half : formats;
        return new Precision
        {
            Compute = compute,
            MainGradientBytes = formats.MainGradientBytes,
            MasterWeightBytes = formats.MasterWeightBytes,
            ReduceBytes = formats.ReduceBytes,
        };
    }
}
