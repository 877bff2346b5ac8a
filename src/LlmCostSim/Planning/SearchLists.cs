using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Planning;

/// <summary>Reads the lists of allowed values in a <c>search</c>; one value stands for a list of one.</summary>
internal static class SearchLists
{
    /// <summary>The words for what is made best.</summary>
    public static readonly (string Name, PlanObjective Value)[] Objectives =
    [
        ("time", PlanObjective.Time),
        ("cost", PlanObjective.Cost),
        ("throughput", PlanObjective.Throughput),
        ("fewest-gpus", PlanObjective.FewestGpus),
    ];

    public static IReadOnlyList<JsonInput> Items(JsonObjectInput search, string name) =>
        search.Member(name) is not { } value ? []
        : value.Kind == JsonValueKind.Array ? value.AsArray()
        : [value];

    public static List<int> Integers(JsonObjectInput search, string name) =>
        [
            .. Items(search, name)
                .Select(static item => item.AsLong(1, ClusterInput.MostAccelerators))
                .OfType<long>()
                .Select(static value => (int)value)
                .Distinct(),
        ];

    public static List<T> Choices<T>(JsonObjectInput search, string name, (string Name, T Value)[] names)
        where T : struct => [.. Items(search, name).Select(item => item.AsChoice(names)).OfType<T>().Distinct()];

    /// <summary>The values given, or else the usual ones.</summary>
    public static IReadOnlyList<T> Or<T>(IReadOnlyList<T> given, IReadOnlyList<T> standard) => given.Count > 0 ? given : standard;
}
