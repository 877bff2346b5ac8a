using LlmCostSim.Calibration;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

/// <summary>What ships obeys what is promised of it: few constants for each kernel of a library, each within its stated range.</summary>
public sealed class AttentionParametersTests
{
    private const int MostConstants = 6;

    public static TheoryData<string> Libraries => [.. AttentionLibraryCatalog.Default.Libraries.Select(library => library.Id)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Kernels_OfShippedLibraries_HaveFewConstantsWithinTheirRanges(string id)
    {
        AttentionLibraryConstants library = AttentionLibraryCatalog.Default.Get(id);

        Holds(AttentionParameters.Prefill, library.Prefill);
        Holds(AttentionParameters.Decode, library.Decode);
        Holds(AttentionParameters.Decode, library.MultiHeadDecode);
    }

    private static void Holds<T>(AttentionParameter<T>[] parameters, T? kernel)
        where T : class
    {
        if (kernel is null)
        {
            return;
        }

        AttentionParameter<T>[] present = [.. parameters.Where(parameter => parameter.Get(kernel) > 0)];
        Assert.InRange(present.Length, 1, MostConstants);
        // The JSON has five digits.
        Assert.All(
            present,
            parameter => Assert.InRange(parameter.Get(kernel), parameter.Minimum * (1 - 1e-4), parameter.Maximum * (1 + 1e-4))
        );
    }
}
