using System.Text.Json.Nodes;
using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>
/// The constants of a software stack's training steps by name: those of the stack, of its <c>training</c>, and behind an accelerator's name
/// and a point (<c>H100.matrixShare</c>) those that it states for that accelerator.
/// </summary>
internal static class StackConstantTables
{
    private static readonly ConstantTable<SoftwareStack> Stack = new(
        new(
            "kernelLaunchMicroseconds",
            stack => stack.KernelLaunch.TotalSeconds * 1e6,
            (stack, v) => stack with { KernelLaunch = Duration.FromMicroseconds(v) }
        ),
        new(
            "stepOverheadMilliseconds",
            stack => stack.StepOverhead.TotalSeconds * 1e3,
            (stack, v) => stack with { StepOverhead = Duration.FromMilliseconds(v) }
        ),
        new("optimizerExtraBytes", stack => stack.OptimizerExtraBytes, (stack, v) => stack with { OptimizerExtraBytes = v })
    );

    private static readonly ConstantTable<TrainingPace> Pace = new(
        new("matrixShare", pace => pace.MatrixShare, (pace, v) => pace with { MatrixShare = v }),
        new("attentionShare", pace => pace.AttentionShare, (pace, v) => pace with { AttentionShare = v }),
        new("elementwiseFactor", pace => pace.ElementwiseFactor, (pace, v) => pace with { ElementwiseFactor = v }),
        new("tensorShare", pace => pace.TensorShare, (pace, v) => pace with { TensorShare = v }),
        new("exchangeShare", pace => pace.ExchangeShare, (pace, v) => pace with { ExchangeShare = v }),
        new("networkShare", pace => pace.NetworkShare, (pace, v) => pace with { NetworkShare = v }),
        new("coldGroupShare", pace => pace.ColdGroupShare, (pace, v) => pace with { ColdGroupShare = v }),
        new("overlapSlowdown", pace => pace.OverlapSlowdown, (pace, v) => pace with { OverlapSlowdown = v }),
        new("misalignedMatrixFactor", pace => pace.MisalignedMatrixFactor, (pace, v) => pace with { MisalignedMatrixFactor = v }),
        new("misalignedFactor", pace => pace.MisalignedFactor, (pace, v) => pace with { MisalignedFactor = v }),
        new(
            "microBatchOverheadMilliseconds",
            pace => pace.MicroBatchOverhead.TotalSeconds * 1e3,
            (pace, v) => pace with { MicroBatchOverhead = Duration.FromMilliseconds(v) }
        ),
        new(
            "routingMilliseconds",
            pace => pace.Routing.TotalSeconds * 1e3,
            (pace, v) => pace with { Routing = Duration.FromMilliseconds(v) }
        )
    );

    // What an accelerator's own pace does not state is the stack's.
    private static readonly ConstantTable<AcceleratorPace> Own = new(
        new("matrixShare", pace => pace.MatrixShare, (pace, v) => pace with { MatrixShare = v }),
        new("attentionShare", pace => pace.AttentionShare, (pace, v) => pace with { AttentionShare = v }),
        new("tensorShare", pace => pace.TensorShare ?? double.NaN, (pace, v) => pace with { TensorShare = v }, double.NaN),
        new("coldGroupShare", pace => pace.ColdGroupShare ?? double.NaN, (pace, v) => pace with { ColdGroupShare = v }, double.NaN)
    );

    /// <summary>Names of the constants of a stack, whatever the accelerator.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Stack.Names, .. Pace.Names];

    /// <summary>Names of the constants that a stack may state for an accelerator.</summary>
    public static IReadOnlyList<string> NamesOfAccelerators { get; } = [.. Own.Names];

    /// <summary>Whether a constant may be called so.</summary>
    public static bool Knows(string name) => name.Split('.') is [_, var own] ? NamesOfAccelerators.Contains(own) : Names.Contains(name);

    /// <summary>The constant of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static NamedConstant<SoftwareStack> Get(string name) =>
        name.Split('.') is [var accelerator, var own]
            ? Own[own].In<SoftwareStack>(stack => PaceOn(stack, accelerator), (stack, pace) => With(stack, pace)) with
            {
                Name = name,
            }
        : Stack.Names.Contains(name) ? Stack[name]
        : Pace[name].In<SoftwareStack>(stack => stack.Training, (stack, pace) => stack with { Training = pace });

    /// <summary>Writes a stack's value, rounded, to the member of the stack's JSON that it is.</summary>
    /// <param name="name">Name of the constant.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="file">The stack's JSON.</param>
    public static void Write(string name, SoftwareStack stack, JsonObject file)
    {
        var place = file;
        if (!Stack.Names.Contains(name))
        {
            place = (file["training"] ??= new JsonObject()).AsObject();
            place = name.Split('.') is [var accelerator, _] ? place["accelerators"]![accelerator]!.AsObject() : place;
        }

        place[name.Split('.')[^1]] = JsonValue.Create(ConstantsJson.Rounded(Get(name).Get(stack)));
    }

    private static AcceleratorPace PaceOn(SoftwareStack stack, string accelerator) =>
        stack.Training.Accelerators.First(own => own.Accelerator == accelerator);

    private static SoftwareStack With(SoftwareStack stack, AcceleratorPace pace) =>
        stack with
        {
            Training = stack.Training with
            {
                Accelerators = [.. stack.Training.Accelerators.Select(own => own.Accelerator == pace.Accelerator ? pace : own)],
            },
        };
}
