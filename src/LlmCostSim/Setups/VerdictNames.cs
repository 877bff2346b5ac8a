using LlmCostSim.Facts;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Setups;

/// <summary>Verdicts as they are written, in reports and data.</summary>
internal static class VerdictNames
{
    private static readonly (string Name, ReproductionVerdict Value)[] All =
    [
        ("reproduced", ReproductionVerdict.Reproduced),
        ("off", ReproductionVerdict.Off),
        ("impossible", ReproductionVerdict.Impossible),
        ("undocumented", ReproductionVerdict.Undocumented),
        ("by-definition", ReproductionVerdict.ByDefinition),
    ];

    /// <summary>The verdict's name, such as <c>by-definition</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Name(this ReproductionVerdict verdict) => ScenarioNames.Of(All, verdict);

    /// <summary>The verdict that a member names.</summary>
    /// <param name="facts">The object.</param>
    /// <param name="member">Name of the member.</param>
    public static ReproductionVerdict Read(FactReader facts, string member)
    {
        var text = facts.Text(member);
        var index = Array.FindIndex(All, verdict => verdict.Name == text);
        return index >= 0 ? All[index].Value : facts.Problem(member, $"'{text}' is no verdict", ReproductionVerdict.Off);
    }
}
