namespace LlmCostSim.Setups;

/// <summary>Verdicts as they are written.</summary>
internal static class VerdictNames
{
    /// <summary>The verdict's name in reports and data, such as <c>by-definition</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Name(this ReproductionVerdict verdict) =>
        verdict switch
        {
            ReproductionVerdict.Reproduced => "reproduced",
            ReproductionVerdict.Off => "off",
            ReproductionVerdict.Impossible => "impossible",
            ReproductionVerdict.Undocumented => "undocumented",
            _ => "by-definition",
        };
}
