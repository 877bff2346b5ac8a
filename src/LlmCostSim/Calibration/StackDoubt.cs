using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// How a step's time depends on the constants of a software stack that nobody measured: for each constant, the elasticity of the time times
/// the deviation that stacks show among each other. Two jobs of one stack share what they owe to the same constants: a measured job that
/// waits for launches teaches little about one that waits for the network.
/// </summary>
/// <remarks>Described in docs/uncertainty.md, "One measured step".</remarks>
internal sealed class StackDoubt
{
    /// <summary>Relative step of the constants for the elasticities.</summary>
    private const double Step = 0.1;

    private static readonly (NamedConstant<SoftwareStack> Constant, double Deviation)[] Priors = EmbeddedData.Read(
        "Calibration/Data/stack-deviations.json",
        Read
    );

    private readonly double[] parts;

    private StackDoubt(double[] parts) => this.parts = parts;

    /// <summary>No doubt: a stack whose constants were fitted to measured steps.</summary>
    public static StackDoubt None { get; } = new([]);

    /// <summary>The doubt of a job.</summary>
    /// <param name="stack">The stack whose constants the job is estimated with.</param>
    /// <param name="accelerator">The job's accelerator.</param>
    /// <param name="seconds">Step time with other constants.</param>
    public static StackDoubt Of(SoftwareStack stack, Accelerator accelerator, Func<SoftwareStack, double> seconds)
    {
        // The constants that hold on this accelerator, so that those of the stack are the ones in force.
        var own = stack with
        {
            Training = stack.Training.On(accelerator) with { Accelerators = [] },
        };
        var before = Math.Log(seconds(own));
        return new StackDoubt([
            .. Priors.Select(prior =>
                (Math.Log(seconds(prior.Constant.With(own, prior.Constant.Get(own) * (1 + Step)))) - before)
                / Math.Log(1 + Step)
                * prior.Deviation
            ),
        ]);
    }

    /// <summary>Covariance of the logarithms of two jobs' times.</summary>
    public static double Covariance(StackDoubt one, StackDoubt other)
    {
        double sum = 0;
        for (var i = 0; i < Math.Min(one.parts.Length, other.parts.Length); i++)
        {
            sum += one.parts[i] * other.parts[i];
        }

        return sum;
    }

    private static (NamedConstant<SoftwareStack> Constant, double Deviation)[] Read(FactReader facts)
    {
        _ = facts.Text("note");
        return
        [
            .. facts.List(
                "deviations",
                item =>
                {
                    _ = item.Text("source");
                    return (StackConstantTables.Get(item.Text("constant")), item.Number("deviation"));
                }
            ),
        ];
    }
}
