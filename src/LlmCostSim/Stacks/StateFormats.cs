using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>
/// Bytes per parameter that a stack keeps and exchanges beside 16-bit weights when its user only says <c>bf16</c> or <c>fp16</c>. Scenarios
/// may say otherwise.
/// </summary>
internal sealed record StateFormats
{
    /// <summary>Bytes per element of the gradients that are accumulated, 2 or 4; 4 by default.</summary>
    public double MainGradientBytes { get; init; } = 4;

    /// <summary>Bytes per element of data-parallel gradient reduction, 2 or 4; as <see cref="MainGradientBytes"/> by default.</summary>
    public double ReduceBytes { get; init; } = 4;

    /// <summary>Bytes per element of the optimizer's own copy of the weights, 0 (updated in place), 2 or 4; 4 by default.</summary>
    public double MasterWeightBytes { get; init; } = 4;

    /// <summary>What differs under fp16; <see langword="null"/>: nothing.</summary>
    public StateFormats? Fp16 { get; init; }

    internal static StateFormats From(FactReader facts)
    {
        var usual = new StateFormats();
        var gradients = facts.OptionalNumber("mainGradientBytes") ?? usual.MainGradientBytes;
        var formats = new StateFormats
        {
            MainGradientBytes = gradients,
            ReduceBytes = facts.OptionalNumber("reduceBytes") ?? gradients,
            MasterWeightBytes = facts.OptionalNumber("masterWeightBytes") ?? usual.MasterWeightBytes,
            Fp16 = facts.OptionalObject("fp16") is { } half ? From(half) : null,
        };
        _ = facts.OptionalText("origin");
        facts.Complete();
        return formats;
    }
}
