using LlmCostSim.Calibration;

namespace LlmCostSim.Tests.Calibration;

/// <summary>Fits of a state with parts, by knobs of the parts.</summary>
public sealed class KnobFitTests
{
    private static readonly double[] Sizes = [.. Enumerable.Range(1, 100).Select(i => 1e3 * i * i)];

    private static readonly NamedConstant<Part> Rate = new("rate", part => part.Rate, (part, v) => part with { Rate = v });

    private static readonly NamedConstant<Part> Latency = new(
        "latency",
        part => part.Latency ?? double.NaN,
        (part, v) => part with { Latency = v },
        double.NaN
    );

    private static readonly FitParameter RateRange = new("rate", 1e12, 1e10, 1e14);

    private static Knob<Whole> Of(Knob<Part> knob, bool first) =>
        first
            ? knob.In<Whole>("first", whole => whole.First, (whole, part) => whole with { First = part })
            : knob.In<Whole>("second", whole => whole.Second, (whole, part) => whole with { Second = part });

    private static void Predict(Whole state, Span<double> seconds)
    {
        for (var i = 0; i < seconds.Length; i++)
        {
            var part = i % 2 == 0 ? state.First : state.Second;
            seconds[i] = (part.Latency ?? 0) + (Sizes[i] / part.Rate);
        }
    }

    [Fact]
    public void Run_TwoPartsWithTheSameConstant_FindsEachAndLeavesTheRest()
    {
        var truth = new Whole(new Part(3e11, 5e-6), new Part(4e12, 5e-6));
        var measured = new double[Sizes.Length];
        Predict(truth, measured);
        var start = truth with { First = truth.First with { Rate = 1 }, Second = truth.Second with { Rate = 1 } };

        var (found, fit) = KnobFit.Run(
            start,
            [Of(Rate.Knob(RateRange), first: true), Of(Rate.Knob(RateRange), first: false)],
            measured,
            Predict
        );

        Assert.Equal(["first.rate", "second.rate"], fit.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(truth.First.Rate, found.First.Rate, 0.01 * truth.First.Rate);
        Assert.Equal(truth.Second.Rate, found.Second.Rate, 0.01 * truth.Second.Rate);
        Assert.Equal((5e-6, 5e-6), (found.First.Latency, found.Second.Latency));
        Assert.Equal([found.First.Rate, found.Second.Rate], fit.Values);
    }

    [Fact]
    public void Run_RowsOfWeightNothing_StayAtThePrior()
    {
        var measured = new double[Sizes.Length];
        Predict(new Whole(new Part(3e11, null), new Part(4e12, null)), measured);
        var range = new FitParameter("rate", 1e12, 1e10, 1e14) { PriorSpread = 0.5 };

        var (found, _) = KnobFit.Run(
            new Whole(new Part(1, null), new Part(1, null)),
            [Of(Rate.Knob(range), first: true), Of(Rate.Knob(range), first: false)],
            measured,
            Predict,
            [.. Enumerable.Range(0, measured.Length).Select(i => i % 2 == 0 ? 1.0 : 0.0)]
        );

        Assert.Equal(3e11, found.First.Rate, 0.02 * 3e11);
        Assert.Equal(1e12, found.Second.Rate, 1e-6 * 1e12);
    }

    [Fact]
    public void AtStart_EveryKnob_StandsAtItsStart()
    {
        var state = KnobFit.AtStart(new Part(7, null), [Rate.Knob(RateRange), Latency.Knob(new FitParameter("latency", 2e-6, 0, 1))]);

        Assert.Equal(new Part(1e12, 2e-6), state);
    }

    [Fact]
    public void Turned_TwoKnobsOfOneConstant_TheLaterHolds() =>
        Assert.Equal(3, KnobFit.Turned(new Part(1, null), [Rate.Knob(RateRange), Rate.Knob(RateRange)], [2, 3]).Rate);

    [Fact]
    public void IsAbsent_ConstantThatAStateLacks_OnlyWithoutIt()
    {
        Assert.True(Latency.IsAbsent(new Part(1, null)));
        Assert.False(Latency.IsAbsent(new Part(1, 0)));
        Assert.False(Rate.IsAbsent(new Part(0, null)));
    }

    private sealed record Part(double Rate, double? Latency);

    private sealed record Whole(Part First, Part Second);
}
