using LlmCostSim.Auditing;

namespace LlmCostSim.Tests.Auditing;

/// <summary>The published claims that ship: every verdict is the one the project stands by.</summary>
public class ShippedClaimsTests
{
    private static readonly Auditor Auditor = new();

    public static TheoryData<string> Ids => [.. ShippedClaims.All.Select(claim => claim.Id)];

    private static AuditResult Audit(ShippedClaim claim) => Auditor.Audit(new ClaimReader().Read(claim.Claim));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Audit_ShippedClaim_ComesToItsVerdict(string id)
    {
        var claim = ShippedClaims.Find(id)!;
        var result = Audit(claim);
        Assert.True(
            claim.Expected == result.Verdict,
            $"{result.Verdict}: {string.Join("; ", result.Findings.Select(finding => finding.Text))}"
        );
        Assert.True(
            result.Verdict is AuditVerdict.Plausible or AuditVerdict.Unverifiable || result.TrueIf.Count > 0,
            "a claim that fails says what would make it true"
        );
        Assert.All(result.Implied, figure => Assert.True(double.IsFinite(figure.Value), figure.Key));
    }

    [Fact]
    public void PublishedRuns_AtLeastThirty_NoneImpossible()
    {
        var runs = ShippedClaims.All.Where(claim => claim.Version == "run").ToList();
        Assert.True(runs.Count >= 30);
        Assert.All(runs, claim => Assert.True(Audit(claim).Verdict != AuditVerdict.Impossible || claim.Reason.Length > 0, claim.Id));
    }

    [Fact]
    public void Claims_WithAVerdictAgainstThem_GiveTheReason() =>
        Assert.All(
            ShippedClaims.All.Where(claim => claim.Expected != AuditVerdict.Plausible),
            claim => Assert.True(claim.Reason.Length > 0, claim.Id)
        );

    [Fact]
    public void Falcon40B_ArticleAndPrimary_Differ()
    {
        Assert.True(Audit(ShippedClaims.Find("falcon-40b-article")!).Figure("mfu") > 4);
        Assert.InRange(Audit(ShippedClaims.Find("falcon-40b-primary")!).Figure("mfu")!.Value, 0.38, 0.43);
    }
}
