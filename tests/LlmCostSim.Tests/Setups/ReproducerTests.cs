using LlmCostSim.Setups;

namespace LlmCostSim.Tests.Setups;

/// <summary>The documented setups that ship, and the verdicts the project stands by.</summary>
public class ReproducerTests
{
    private static readonly IReadOnlyList<Reproduction> Rows = new Reproducer().Run(SetupCatalog.All);

    public static TheoryData<string> Families => [.. SetupCatalog.All.Select(setup => setup.Family).Distinct()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Run_Family_ComesToTheExpectedVerdicts(string family) =>
        Assert.Empty(
            Rows.Where(row => row.Family == family && row.Verdict != row.Expected)
                .Select(row => $"{row.Id}: {row.Verdict}, expected {row.Expected}, ratio {row.Ratio}")
        );

    [Fact]
    public void Run_All_CoversEveryFamilyOfTheArticles()
    {
        string[] families =
        [
            "LLaMA",
            "Llama 2",
            "Alpaca",
            "Vicuna",
            "Guanaco",
            "RedPajama-INCITE",
            "Falcon",
            "FLAN-T5",
            "Stable Beluga",
            "MPT",
            "Inference",
        ];
        Assert.Empty(families.Except(Rows.Select(row => row.Family)));
    }

    [Fact]
    public void Run_ArticlesFalcon40B_IsImpossibleByMoreThanFourTimesThePeak()
    {
        // 2,500 B tokens in two weeks on 384 A100-40GB (2023 article): 427 % by 6·N·D, 448 % with attention.
        var row = Rows.Single(row => row.Id == "falcon-40b-article/days");
        Assert.Equal(ReproductionVerdict.Impossible, row.Verdict);
        Assert.Matches(@"implies 4[0-9][0-9] % of the dense peak; besides, needs", row.Reason);
    }

    [Fact]
    public void Run_OffOrByDefinition_GivesAReason() =>
        Assert.Empty(
            Rows.Where(row => row.Verdict is ReproductionVerdict.Off or ReproductionVerdict.ByDefinition && row.Reason.Length == 0)
                .Select(row => row.Id)
        );

    [Fact]
    public void Run_EveryRow_HasASourceAndAFiniteFigure() =>
        Assert.All(Rows, row => Assert.True(row.Source.Length > 0 && double.IsFinite(row.Simulated) && row.Simulated > 0, row.Id));
}
