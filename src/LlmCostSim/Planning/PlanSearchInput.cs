using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>Reads the <c>search</c> of a planning scenario.</summary>
internal sealed class PlanSearchInput
{
    public PlanSpace Space { get; private set; } = new();

    public IReadOnlyList<int> GpuCounts { get; private set; } = [];

    public IReadOnlyList<Accelerator> Accelerators { get; private set; } = [];

    public PlanObjective Objective { get; private set; }

    public double? DeadlineDays { get; private set; }

    public double? Budget { get; private set; }

    public void Read(JsonInput value, ScenarioReader reader, (string Name, PlanObjective Value)[] objectives)
    {
        if (value.AsObject() is not { } search)
        {
            return;
        }

        GpuCounts = Integers(search, "gpuCounts");
        Accelerators = [.. Items(search, "accelerators").Select(item => Accelerator(item, reader)).OfType<Accelerator>()];
        Objective = search.Choice("objective", objectives) ?? PlanObjective.Time;
        DeadlineDays = search.Number("deadlineDays", 1e-6, 1e6);
        Budget = search.Number("budget", 0, 1e15);
        var standard = new PlanSpace();
        Space = new PlanSpace
        {
            Tensor = Integers(search, "tensor"),
            SequenceParallel = [.. Items(search, "sequenceParallel").Select(static i => i.AsBool()).OfType<bool>()],
            Pipeline = Integers(search, "pipeline"),
            VirtualStages = Integers(search, "virtualStages"),
            Schedule = Or(Choices(search, "schedule", ScenarioNames.Schedules), standard.Schedule),
            Data = Integers(search, "data"),
            Context = Integers(search, "context"),
            Expert = Integers(search, "expert"),
            Sharding = Or(Choices(search, "sharding", ScenarioNames.Shardings), standard.Sharding),
            Recompute = Or([.. Choices(search, "recompute", ScenarioNames.Recomputes).Select(static kind => new RecomputePolicy(kind))], standard.Recompute),
            MicroBatch = Or(Integers(search, "microBatch"), standard.MicroBatch),
        };
        search.Close();
    }

    private static Accelerator? Accelerator(JsonInput value, ScenarioReader reader)
    {
        if (value.AsText() is not { } name)
        {
            return null;
        }

        if (reader.Hardware.Find(name) is { } known)
        {
            return known;
        }

        var near = reader.Hardware.Suggest(name);
        value.Problem($"unknown accelerator '{JsonInput.Short(name)}'" + (near.Count == 0 ? "" : $"; did you mean {string.Join(" or ", near.Select(static n => $"'{n}'"))}?"));
        return null;
    }

    // One value stands for a list of one.
    private static IReadOnlyList<JsonInput> Items(JsonObjectInput search, string name) =>
        search.Member(name) is not { } value ? [] : value.Kind == JsonValueKind.Array ? value.AsArray() : [value];

    private static List<int> Integers(JsonObjectInput search, string name) =>
        [.. Items(search, name).Select(static item => item.AsLong(1, ClusterInput.MostAccelerators)).OfType<long>().Select(static value => (int)value)];

    private static List<T> Choices<T>(JsonObjectInput search, string name, (string Name, T Value)[] names)
        where T : struct => [.. Items(search, name).Select(item => item.AsChoice(names)).OfType<T>()];

    private static IReadOnlyList<T> Or<T>(IReadOnlyList<T> given, IReadOnlyList<T> standard) => given.Count > 0 ? given : standard;
}
