using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

/// <summary>What ships obeys what is promised of it: few constants for each kernel of a library, each within its stated range.</summary>
public sealed class AttentionFitPlanTests
{
    private const int MostConstants = 6;

    public static TheoryData<string> Libraries => [.. AttentionLibraryCatalog.Default.Libraries.Select(library => library.Id)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Kernels_OfShippedLibraries_HaveFewConstantsWithinTheirRanges(string id)
    {
        var (library, plan) = (AttentionLibraryCatalog.Default.Get(id), AttentionFitPlan.Default);

        Holds(plan.Prefill(library.Prefill), AttentionConstantTables.Prefill, library.Prefill);
        foreach (var decode in new[] { library.Decode, library.MultiHeadDecode }.OfType<AttentionDecodeConstants>())
        {
            Holds(plan.Decode(decode, eightBit: true), AttentionConstantTables.Decode, decode);
        }
    }

    private static void Holds<T>(IEnumerable<Knob<T>> knobs, ConstantTable<T> table, T kernel)
    {
        FitParameter[] present = [.. knobs.Select(knob => knob.Parameter)];
        Assert.InRange(present.Length, 1, MostConstants);
        Assert.Equal(table.All.Count(constant => !constant.IsAbsent(kernel)), present.Length);
        // The JSON has four digits.
        Assert.All(
            present,
            parameter => Assert.InRange(table[parameter.Name].Get(kernel), parameter.Minimum * (1 - 1e-3), parameter.Maximum * (1 + 1e-3))
        );
    }
}
