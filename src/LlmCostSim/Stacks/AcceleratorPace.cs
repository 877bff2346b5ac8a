using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>
/// What a stack's kernels sustain on accelerators other than those its shares are stated for: another architecture has other kernels and
/// another power limit.
/// </summary>
/// <param name="Accelerator">Start of the accelerator's id, such as <c>H100</c>.</param>
/// <param name="MatrixShare">As <see cref="TrainingPace.MatrixShare"/>.</param>
/// <param name="AttentionShare">As <see cref="TrainingPace.AttentionShare"/>.</param>
internal sealed record AcceleratorPace(string Accelerator, double MatrixShare, double AttentionShare)
{
    /// <summary>As <see cref="TrainingPace.TensorShare"/>; <see langword="null"/>: the stack's.</summary>
    public double? TensorShare { get; init; }

    /// <summary>As <see cref="TrainingPace.ColdGroupShare"/>; <see langword="null"/>: the stack's.</summary>
    public double? ColdGroupShare { get; init; }

    internal static AcceleratorPace From(string accelerator, FactReader facts)
    {
        var pace = new AcceleratorPace(accelerator, facts.Positive("matrixShare"), facts.Positive("attentionShare"))
        {
            TensorShare = facts.OptionalNumber("tensorShare"),
            ColdGroupShare = facts.OptionalNumber("coldGroupShare"),
        };
        facts.Complete();
        return pace;
    }
}
