using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What is fitted of a software stack's training steps.</summary>
/// <param name="Stack">Id of the stack.</param>
/// <param name="Knobs">The constants that its rows can tell apart; the others stay as they are.</param>
internal sealed record TrainingPlan(string Stack, params TrainingKnob[] Knobs)
{
    /// <summary>
    /// A stack fitted before, whose <see cref="Adopted"/> constants this one takes over: the same code, but rows that cannot tell.
    /// </summary>
    public string From { get; init; } = "";

    /// <summary>The constants taken over.</summary>
    public IReadOnlyList<TrainingKnob> Adopted { get; init; } = [];

    /// <summary>The stack that a fit starts from: as shipped, with the constants that it takes over.</summary>
    /// <param name="shipped">The stack.</param>
    /// <param name="from">The stack of <see cref="From"/>, or <see langword="null"/> where that was not fitted.</param>
    public SoftwareStack Start(SoftwareStack shipped, SoftwareStack? from) =>
        from is null ? shipped : Adopted.Aggregate(shipped, (stack, knob) => knob.Set(stack, knob.Get(from)));

    /// <summary>
    /// The stack with everything that is fitted of the other one, too, taken from there, and the values that a fit starts from for the rest:
    /// what the other's rows tell of this one's.
    /// </summary>
    /// <param name="start">From <see cref="Start"/>.</param>
    /// <param name="from">The other stack.</param>
    public SoftwareStack Foreign(SoftwareStack start, SoftwareStack from)
    {
        var known = All.First(plan => plan.Stack == From).Knobs;
        return Knobs.Aggregate(start, (stack, knob) => knob.Set(stack, known.Contains(knob) ? knob.Get(from) : knob.Start));
    }

    /// <summary>All plans, in the order in which they build on each other.</summary>
    public static IReadOnlyList<TrainingPlan> All { get; } =
    [
        new(
            "vtrain-profile",
            TrainingKnob.Launch,
            TrainingKnob.Matrix,
            TrainingKnob.Elementwise,
            TrainingKnob.Tensor,
            TrainingKnob.MisalignedMatrix,
            TrainingKnob.OptimizerExtra
        ),
        // Layers of these rows are too large for the host's time to show but in a few outliers.
        new(
            "megatron-deepspeed",
            TrainingKnob.Matrix,
            TrainingKnob.Elementwise,
            TrainingKnob.Tensor,
            TrainingKnob.Network,
            TrainingKnob.Exchange,
            TrainingKnob.MicroBatch
        )
        {
            From = "vtrain-profile",
            Adopted = [TrainingKnob.Launch],
        },
        new(
            "megatron-deepspeed-synchronous",
            TrainingKnob.Matrix,
            TrainingKnob.Elementwise,
            TrainingKnob.Tensor,
            TrainingKnob.Network,
            TrainingKnob.Misaligned,
            TrainingKnob.MicroBatch
        )
        {
            From = "vtrain-profile",
            Adopted = [TrainingKnob.Launch],
        },
        new("megatron", TrainingKnob.Matrix, TrainingKnob.Elementwise) { From = "vtrain-profile", Adopted = [TrainingKnob.Launch] },
        new(
            "megatron-core",
            TrainingKnob.MatrixOn("B200"),
            TrainingKnob.AttentionOn("B200"),
            TrainingKnob.Routing,
            TrainingKnob.TensorOn("B200")
        )
        {
            From = "megatron",
            Adopted = [TrainingKnob.Elementwise, TrainingKnob.Launch],
        },
        new(
            "llm-foundry-fsdp",
            TrainingKnob.Matrix,
            TrainingKnob.MatrixOn("H100"),
            TrainingKnob.Attention,
            TrainingKnob.AttentionOn("H100"),
            TrainingKnob.Elementwise,
            TrainingKnob.Slowdown,
            TrainingKnob.Step
        ),
        new(
            "llm-foundry-fsdp-2023",
            TrainingKnob.Matrix,
            TrainingKnob.Attention,
            TrainingKnob.Elementwise,
            TrainingKnob.Slowdown,
            TrainingKnob.Step
        ),
    ];
}
