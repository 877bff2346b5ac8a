using LlmCostSim.Facts;

namespace LlmCostSim.Calibration;

/// <summary>
/// Reads the constants of a fit from <c>Calibration/Data/fits</c>: an object with a member per constant,
/// <c>"memoryEfficiency": { "start": 0.88, "minimum": 0.6, "maximum": 0.95, "spread": 0.1, "reason": "…" }</c>, of which spread
/// (<see cref="FitParameter.PriorSpread"/>) and reason are optional, and start is left out where the value in use is meant.
/// </summary>
internal static class FitParameterJson
{
    /// <summary>The constants of an object, in its order.</summary>
    /// <param name="facts">What has the object.</param>
    /// <param name="member">Name of the object; one that is absent has none.</param>
    /// <param name="known">Names that a constant may have.</param>
    public static IReadOnlyList<FitParameter> List(FactReader facts, string member, IEnumerable<string> known)
    {
        if (facts.OptionalObject(member) is not { } list)
        {
            return [];
        }

        var parameters = new List<FitParameter>();
        foreach (var name in list.Members)
        {
            parameters.Add(Member(list, list.OneOf(name, name, known)));
        }

        list.Complete();
        return parameters;
    }

    /// <summary>One constant.</summary>
    /// <param name="facts">What has it as a member.</param>
    /// <param name="name">Name of the constant.</param>
    /// <param name="inUse">The value in use, from where the search starts; <see langword="null"/>: the JSON says where.</param>
    public static FitParameter Member(FactReader facts, string name, double? inUse = null)
    {
        var constant = facts.Object(name);
        var parameter = Parameter(constant, name, inUse);
        _ = constant.OptionalText("reason");
        constant.Complete();
        return parameter;
    }

    /// <summary>Start, range and prior of one constant; its object may have other members.</summary>
    /// <param name="facts">The object.</param>
    /// <param name="name">Name of the constant.</param>
    /// <param name="inUse">The value in use, from where the search starts; <see langword="null"/>: the JSON says where.</param>
    public static FitParameter Parameter(FactReader facts, string name, double? inUse = null)
    {
        var (minimum, maximum) = (facts.Number("minimum"), facts.Number("maximum"));
        if (minimum > maximum)
        {
            return facts.Problem("minimum", $"{minimum} lies above the maximum, {maximum}", new FitParameter(name, 0, 0, 0));
        }

        var start = inUse is { } value ? Math.Clamp(value, minimum, maximum) : facts.Number("start");
        return minimum <= start && start <= maximum
            ? new FitParameter(name, start, minimum, maximum) { PriorSpread = facts.OptionalNumber("spread") }
            : facts.Problem("start", $"{start} does not lie in {minimum}..{maximum}", new FitParameter(name, 0, 0, 0));
    }
}
