using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>What is fitted of a software stack's training steps (<c>Calibration/Data/fits/training.json</c>).</summary>
/// <param name="Stack">Id of the stack.</param>
/// <param name="From">A stack fitted before, whose <paramref name="Adopted"/> constants this one takes over: the same code, but rows that
/// cannot tell. Empty: none.</param>
/// <param name="Adopted">The constants taken over.</param>
/// <param name="Knobs">The constants that its rows can tell apart; the others stay as they are.</param>
internal sealed record TrainingPlan(
    string Stack,
    string From,
    IReadOnlyList<NamedConstant<SoftwareStack>> Adopted,
    IReadOnlyList<Knob<SoftwareStack>> Knobs
)
{
    /// <summary>All plans, in the order in which they build on each other.</summary>
    public static IReadOnlyList<TrainingPlan> All { get; }

    /// <summary>Start and range of every constant, whatever the accelerator.</summary>
    public static IReadOnlyList<FitParameter> Constants { get; }

    static TrainingPlan() => (Constants, All) = EmbeddedData.Read("Calibration/Data/fits/training.json", Read);

    /// <summary>The stack that a fit starts from: as shipped, with the constants that it takes over.</summary>
    /// <param name="shipped">The stack.</param>
    /// <param name="from">The stack of <see cref="From"/>, or <see langword="null"/> where that was not fitted.</param>
    public SoftwareStack Start(SoftwareStack shipped, SoftwareStack? from) =>
        from is null ? shipped : Adopted.Aggregate(shipped, (stack, constant) => constant.With(stack, constant.Get(from)));

    /// <summary>
    /// The stack with everything that is fitted of the other one, too, taken from there, and the values that a fit starts from for the rest:
    /// what the other's rows tell of this one's.
    /// </summary>
    /// <param name="start">From <see cref="Start"/>.</param>
    /// <param name="from">The other stack.</param>
    public SoftwareStack Foreign(SoftwareStack start, SoftwareStack from)
    {
        var known = All.First(plan => plan.Stack == From).Knobs.Select(knob => knob.Parameter.Name).ToHashSet(StringComparer.Ordinal);
        return Knobs.Aggregate(
            start,
            (stack, knob) =>
                knob.Turn(
                    stack,
                    known.Contains(knob.Parameter.Name) ? StackConstantTables.Get(knob.Parameter.Name).Get(from) : knob.Parameter.Start
                )
        );
    }

    internal static (IReadOnlyList<FitParameter> Constants, IReadOnlyList<TrainingPlan> Plans) Read(FactReader facts)
    {
        _ = facts.Text("note");
        var constants = FitParameterJson.List(facts, "constants", StackConstantTables.Names);
        var own = FitParameterJson.List(facts, "ofAccelerators", StackConstantTables.NamesOfAccelerators);
        var plans = new List<TrainingPlan>();
        facts.List(
            "stacks",
            item =>
            {
                plans.Add(Plan(item, constants, own, plans));
                return plans.Count;
            }
        );
        return (constants, plans);
    }

    private static TrainingPlan Plan(
        FactReader facts,
        IReadOnlyList<FitParameter> constants,
        IReadOnlyList<FitParameter> ofAccelerators,
        IReadOnlyList<TrainingPlan> before
    )
    {
        var stack = facts.OneOf("stack", facts.Text("stack"), StackCatalog.Default.Stacks.Select(known => known.Id));
        var from = facts.OptionalText("from") is { } known ? facts.OneOf("from", known, before.Select(plan => plan.Stack)) : "";
        _ = facts.Text("reason");
        NamedConstant<SoftwareStack> Constant(string member, string name) =>
            StackConstantTables.Get(StackConstantTables.Knows(name) ? name : facts.OneOf(member, name, StackConstantTables.Names));
        FitParameter Parameter(string name) =>
            (name.Split('.') is [var accelerator, var own] ? Find(ofAccelerators, own)?.Of(accelerator) : Find(constants, name))
            ?? throw new FormatException($"{facts.Path}.fitted: no range is stated for '{name}'");
        return new TrainingPlan(
            stack,
            from,
            [.. facts.Texts("adopted").Select(name => Constant("adopted", name))],
            [.. facts.Texts("fitted").Select(name => Constant("fitted", name).Knob(Parameter(name)))]
        );
    }

    private static FitParameter? Find(IReadOnlyList<FitParameter> parameters, string name) =>
        parameters.FirstOrDefault(parameter => parameter.Name == name);
}
