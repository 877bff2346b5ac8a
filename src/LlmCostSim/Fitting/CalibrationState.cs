using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Fitting;

/// <summary>
/// What calibration turns: one accelerator's kernel constants and, where steps were measured, the software stacks they ran.
/// </summary>
internal sealed record CalibrationState
{
    public required GemmConstants Gemm { get; init; }

    public required AttentionConstants Attention { get; init; }

    public required CollectiveConstants Collectives { get; init; }

    public required ElementwiseConstants Elementwise { get; init; }

    /// <summary>Stacks that measured steps name, in ordinal order of their ids.</summary>
    public IReadOnlyList<SoftwareStack> Stacks { get; init; } = [];

    /// <summary>The constants in use now.</summary>
    public static CalibrationState Of(Accelerator accelerator) =>
        new()
        {
            Gemm = GemmConstants.For(accelerator),
            Attention = AttentionConstants.For(accelerator),
            Collectives = CollectiveConstants.For(accelerator),
            Elementwise = ElementwiseConstants.For(accelerator),
        };

    /// <summary>All constants as an accelerator's own.</summary>
    public KernelConstants Constants() =>
        new()
        {
            Gemm = Gemm,
            Attention = Attention,
            Collectives = Collectives,
            Elementwise = Elementwise,
        };

    /// <summary>The state with one stack changed.</summary>
    public CalibrationState With(string stack, Func<SoftwareStack, SoftwareStack> change) =>
        this with
        {
            Stacks = [.. Stacks.Select(one => one.Id == stack ? change(one) : one)],
        };
}
