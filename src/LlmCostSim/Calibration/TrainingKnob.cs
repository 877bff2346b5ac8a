using System.Text.Json.Nodes;
using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>
/// One constant of a software stack's training steps: its member in the stack's JSON, its physical range, how it is read and set.
/// </summary>
internal sealed record TrainingKnob(
    string Name,
    double Minimum,
    double Maximum,
    Func<SoftwareStack, double> Get,
    Func<SoftwareStack, double, SoftwareStack> Set,
    bool InTraining = true
)
{
    /// <summary>
    /// Where every fit starts, whatever ships, so that a second fit gives the same bytes, and what stands for a constant that nothing is
    /// known of: shares and factors at 1, host times at what eager frameworks take.
    /// </summary>
    public double Start { get; init; } = 1;

    public static TrainingKnob Matrix { get; } =
        Of("matrixShare", 0.5, 1.2, pace => pace.MatrixShare, (pace, value) => pace with { MatrixShare = value });

    public static TrainingKnob Attention { get; } =
        Of("attentionShare", 0.2, 2, pace => pace.AttentionShare, (pace, value) => pace with { AttentionShare = value });

    public static TrainingKnob Elementwise { get; } =
        Of("elementwiseFactor", 0.5, 3, pace => pace.ElementwiseFactor, (pace, value) => pace with { ElementwiseFactor = value });

    public static TrainingKnob Tensor { get; } =
        Of("tensorShare", 0.2, 1, pace => pace.TensorShare, (pace, value) => pace with { TensorShare = value });

    public static TrainingKnob Exchange { get; } =
        Of("exchangeShare", 0.1, 1.5, pace => pace.ExchangeShare, (pace, value) => pace with { ExchangeShare = value });

    public static TrainingKnob Network { get; } =
        Of("networkShare", 0.1, 1.5, pace => pace.NetworkShare, (pace, value) => pace with { NetworkShare = value });

    public static TrainingKnob ColdGroup { get; } =
        Of("coldGroupShare", 0, 1, pace => pace.ColdGroupShare, (pace, value) => pace with { ColdGroupShare = value }) with
        {
            Start = 0,
        };

    public static TrainingKnob Slowdown { get; } =
        Of("overlapSlowdown", 0, 1, pace => pace.OverlapSlowdown, (pace, value) => pace with { OverlapSlowdown = value }) with
        {
            Start = 0.5,
        };

    public static TrainingKnob MisalignedMatrix { get; } =
        Of(
            "misalignedMatrixFactor",
            1,
            4,
            pace => pace.MisalignedMatrixFactor,
            (pace, value) => pace with { MisalignedMatrixFactor = value }
        );

    public static TrainingKnob Misaligned { get; } =
        Of("misalignedFactor", 1, 30, pace => pace.MisalignedFactor, (pace, value) => pace with { MisalignedFactor = value });

    public static TrainingKnob MicroBatch { get; } =
        Of(
            "microBatchOverheadMilliseconds",
            0,
            50,
            pace => pace.MicroBatchOverhead.TotalSeconds * 1e3,
            (pace, value) => pace with { MicroBatchOverhead = Duration.FromMilliseconds(value) }
        ) with
        {
            Start = 0,
        };

    public static TrainingKnob Routing { get; } =
        Of(
            "routingMilliseconds",
            0,
            20,
            pace => pace.Routing.TotalSeconds * 1e3,
            (pace, value) => pace with { Routing = Duration.FromMilliseconds(value) }
        ) with
        {
            Start = 0,
        };

    public static TrainingKnob Launch { get; } =
        new(
            "kernelLaunchMicroseconds",
            0.5,
            120,
            stack => stack.KernelLaunch.TotalSeconds * 1e6,
            (stack, value) => stack with { KernelLaunch = Duration.FromMicroseconds(value) },
            InTraining: false
        )
        {
            Start = 10,
        };

    public static TrainingKnob Step { get; } =
        new(
            "stepOverheadMilliseconds",
            0,
            600,
            stack => stack.StepOverhead.TotalSeconds * 1e3,
            (stack, value) => stack with { StepOverhead = Duration.FromMilliseconds(value) },
            InTraining: false
        )
        {
            Start = 10,
        };

    public static TrainingKnob OptimizerExtra { get; } =
        new(
            "optimizerExtraBytes",
            0,
            60,
            stack => stack.OptimizerExtraBytes,
            (stack, value) => stack with { OptimizerExtraBytes = value },
            InTraining: false
        )
        {
            Start = 24,
        };

    /// <summary>The constants that a stack may state for an accelerator: all of <see cref="AcceleratorPace"/>.</summary>
    public static IReadOnlyList<TrainingKnob> OfAccelerators { get; } = [Matrix, Attention, Tensor, ColdGroup];

    public static TrainingKnob MatrixOn(string accelerator) =>
        On(accelerator, "matrixShare", 0.4, 1.2, own => own.MatrixShare, (own, value) => own with { MatrixShare = value });

    public static TrainingKnob AttentionOn(string accelerator) =>
        On(accelerator, "attentionShare", 0.2, 2, own => own.AttentionShare, (own, value) => own with { AttentionShare = value });

    public static TrainingKnob TensorOn(string accelerator) =>
        On(accelerator, "tensorShare", 0.2, 1, own => own.TensorShare ?? 1, (own, value) => own with { TensorShare = value });

    /// <summary>Writes a stack's value, rounded, to the member of the stack's JSON that it is.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="file">The stack's JSON.</param>
    public void Write(SoftwareStack stack, JsonObject file) =>
        Place(file)[Name.Split('.')[^1]] = JsonValue.Create(ConstantsJson.Rounded(Get(stack)));

    private JsonObject Place(JsonObject file)
    {
        if (!InTraining)
        {
            return file;
        }

        var training = (file["training"] ??= new JsonObject()).AsObject();
        return Name.Split('.') is [var accelerator, _] ? training["accelerators"]![accelerator]!.AsObject() : training;
    }

    public FitParameter Parameter() => new(Name, Math.Clamp(Start, Minimum, Maximum), Minimum, Maximum);

    private static TrainingKnob On(
        string accelerator,
        string name,
        double minimum,
        double maximum,
        Func<AcceleratorPace, double> get,
        Func<AcceleratorPace, double, AcceleratorPace> set
    ) =>
        Of(
            $"{accelerator}.{name}",
            minimum,
            maximum,
            pace => get(pace.Accelerators.First(own => own.Accelerator == accelerator)),
            (pace, value) =>
                pace with
                {
                    Accelerators = [.. pace.Accelerators.Select(own => own.Accelerator == accelerator ? set(own, value) : own)],
                }
        );

    private static TrainingKnob Of(
        string name,
        double minimum,
        double maximum,
        Func<TrainingPace, double> get,
        Func<TrainingPace, double, TrainingPace> set
    ) => new(name, minimum, maximum, stack => get(stack.Training), (stack, value) => stack with { Training = set(stack.Training, value) });
}
