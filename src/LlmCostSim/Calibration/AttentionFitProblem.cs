using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>One chip, its libraries and the rows to fit them to; holds the constants as they stand.</summary>
internal sealed class AttentionFitProblem
{
    private readonly Accelerator accelerator;
    private readonly IReadOnlyList<AttentionRow> rows;

    internal AttentionFitProblem(
        Accelerator accelerator,
        AttentionConstants constants,
        IReadOnlyList<AttentionLibraryConstants> libraries,
        IReadOnlyList<AttentionRow> rows
    )
    {
        this.accelerator = accelerator;
        Constants = constants;
        Libraries = libraries;
        this.rows = [.. rows.Where(row => libraries.Any(library => library.Sources.Contains(row.Source)))];
    }

    internal AttentionConstants Constants { get; private set; }

    internal IReadOnlyList<AttentionLibraryConstants> Libraries { get; private set; }

    internal FitResult FitDecode()
    {
        var slots = new List<Slot>(AttentionParameters.ChipDecode.Where(p => p.Get(Constants) > 0).Select(Chip));
        for (var i = 0; i < Libraries.Count; i++)
        {
            var index = i;
            if (Libraries[i].Decode is { } decode && Measured(i, decode: true))
            {
                var eightBit = rows.Any(row =>
                    row.IsDecode && row.Format.ActivationBytes() < 2 && Libraries[index].Sources.Contains(row.Source)
                );
                slots.AddRange(
                    AttentionParameters
                        .Decode.Where(p => p.Get(decode) > 0 && (eightBit || !p.Name.StartsWith("eightBit", StringComparison.Ordinal)))
                        .Select(p => Library(p.Name, p, index, (library, value) => library with { Decode = p.Set(library.Decode!, value) }))
                );
            }

            if (Libraries[i].MultiHeadDecode is { } multiHead && Measured(i, decode: true))
            {
                slots.AddRange(
                    AttentionParameters
                        .Decode.Where(p => p.Get(multiHead) > 0)
                        .Select(p =>
                            Library(
                                "multiHead/" + p.Name,
                                p,
                                index,
                                (library, value) => library with { MultiHeadDecode = p.Set(library.MultiHeadDecode!, value) }
                            )
                        )
                );
            }
        }

        return Fit(slots, decode: true);
    }

    internal FitResult FitPrefill()
    {
        // With one head dimension only, exponentials and multiplies cannot be told apart: the share of the exponentials is kept.
        var severalDims = rows.Where(row => !row.IsDecode).Select(row => row.HeadDim).Distinct().Skip(1).Any();
        var slots = new List<Slot>(
            AttentionParameters.ChipPrefill.Where(p => p.Get(Constants) > 0 && (severalDims || p.Name != "softmaxExposure")).Select(Chip)
        );
        for (var i = 0; i < Libraries.Count; i++)
        {
            var index = i;
            if (!Measured(i, decode: false))
            {
                continue;
            }

            slots.AddRange(
                AttentionParameters
                    .Prefill.Where(p => p.Get(Libraries[index].Prefill) > 0)
                    .Select(p => Library(p.Name, p, index, (library, value) => library with { Prefill = p.Set(library.Prefill, value) }))
            );
        }

        return Fit(slots, decode: false);
    }

    // A library without rows of a kind keeps its constants: nothing could move them.
    private bool Measured(int library, bool decode) =>
        rows.Any(row => row.IsDecode == decode && Libraries[library].Sources.Contains(row.Source));

    private static Slot Chip(AttentionParameter<AttentionConstants> p) =>
        new(new FitParameter(p.Name, p.Start, p.Minimum, p.Maximum), (state, value) => state.Constants = p.Set(state.Constants, value));

    private Slot Library<T>(
        string name,
        AttentionParameter<T> p,
        int index,
        Func<AttentionLibraryConstants, double, AttentionLibraryConstants> set
    ) =>
        new(
            new FitParameter($"{Libraries[index].Id}/{name}", p.Start, p.Minimum, p.Maximum),
            (state, value) => state.Libraries[index] = set(state.Libraries[index], value)
        );

    private FitResult Fit(List<Slot> slots, bool decode)
    {
        var mine = rows.Where(row => row.IsDecode == decode).ToList();
        FitResult result = ConstantFitter.Fit(
            [.. slots.Select(slot => slot.Parameter)],
            [.. mine.Select(row => row.MeasuredSeconds)],
            (values, predictions) =>
            {
                State state = Apply(slots, values);
                AttentionErrors.Predict(accelerator, state.Constants, state.Libraries, mine, predictions);
            }
        );
        State best = Apply(slots, [.. result.Values]);
        (Constants, Libraries) = (best.Constants, best.Libraries);
        return result;
    }

    private State Apply(List<Slot> slots, ReadOnlySpan<double> values)
    {
        var state = new State { Constants = Constants, Libraries = [.. Libraries] };
        for (var i = 0; i < slots.Count; i++)
        {
            slots[i].Set(state, values[i]);
        }

        return state;
    }

    private sealed class State
    {
        internal required AttentionConstants Constants { get; set; }

        internal required AttentionLibraryConstants[] Libraries { get; init; }
    }

    private sealed record Slot(FitParameter Parameter, Action<State, double> Set);
}
