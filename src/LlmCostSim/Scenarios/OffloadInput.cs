using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>
/// Reads <c>strategy.offload</c>: an object such as <c>{ "optimizer": "cpu" }</c>, or a list of states such as <c>["optimizer",
/// "parameters:nvme"]</c> where a state without a place goes to the host's memory.
/// </summary>
internal static class OffloadInput
{
    private static readonly (string Name, int Value)[] States = [("optimizer", 0), ("parameters", 1), ("activations", 2)];

    /// <summary>Reads the policy; an absent one means no offload.</summary>
    /// <param name="strategy">The strategy.</param>
    public static OffloadPolicy Read(JsonObjectInput strategy) => strategy.Member("offload") is { } value ? Of(value) : default;

    /// <summary>Reads one policy.</summary>
    /// <param name="value">An object, a list or a word.</param>
    public static OffloadPolicy Of(JsonInput value)
    {
        var places = new OffloadTarget[States.Length];
        switch (value.Kind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.AsArray())
                {
                    ReadItem(item, places);
                }

                break;
            case JsonValueKind.String:
                ReadWord(value, places);
                break;
            default:
                ReadObject(value, places);
                break;
        }

        return new OffloadPolicy(places[0], places[1], places[2]);
    }

    private static void ReadItem(JsonInput item, OffloadTarget[] places)
    {
        if (item.Kind == JsonValueKind.Object)
        {
            ReadObject(item, places);
        }
        else
        {
            ReadWord(item, places);
        }
    }

    private static void ReadObject(JsonInput value, OffloadTarget[] places)
    {
        if (value.AsObject() is not { } input)
        {
            return;
        }

        foreach (var (name, index) in States)
        {
            places[index] = input.Choice(name, ScenarioNames.OffloadTargets) ?? places[index];
        }

        input.Close();
    }

    private static void ReadWord(JsonInput value, OffloadTarget[] places)
    {
        if (value.AsText() is not { } text)
        {
            return;
        }

        if (text == "none")
        {
            return;
        }

        var split = text.IndexOf(':', StringComparison.Ordinal);
        var state = split < 0 ? text : text[..split];
        var place = split < 0 ? "cpu" : text[(split + 1)..].Trim();
        var which = Array.FindIndex(States, s => s.Name == state);
        var where = Array.FindIndex(ScenarioNames.OffloadTargets, t => t.Name == place);
        if (which < 0 || where < 0)
        {
            value.Problem(
                $"'{JsonInput.Short(text)}' is not known; give optimizer, parameters or activations, each alone or followed by :cpu or :nvme"
            );
            return;
        }

        places[which] = ScenarioNames.OffloadTargets[where].Value;
    }
}
