using LlmCostSim.Auditing;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Auditing;

/// <summary>Whatever a claim says, the audit answers: no exception, no figure that is not finite.</summary>
public class AnyClaimTests
{
    [Property(MaxTest = 150)]
    public void Audit_AnyClaim_AnswersWithFiniteFigures(Seed seed)
    {
        var json = new AnyClaim(new Random(seed)).Text();
        var problems = new InputProblems();
        if (new ClaimReader().Read(json, problems) is not { } claim)
        {
            Assert.True(problems.Any, json);
            return;
        }

        var result = new Auditor().Audit(claim);
        Assert.All(result.Implied, figure => Assert.True(double.IsFinite(figure.Value), $"{figure.Key} of {json}"));
        Assert.All(
            result.Findings,
            finding => Assert.True(finding.Value is not { } value || double.IsFinite(value), $"{finding.Text} of {json}")
        );
        Assert.NotEmpty(AuditJson.ToText(result));
        Assert.DoesNotContain("NaN", AuditJson.ToText(result), StringComparison.Ordinal);
    }

    /// <summary>Most of what is made is a claim: an audit of nothing would answer, too.</summary>
    [Fact]
    public void Text_MostOfWhatIsMade_IsRead()
    {
        var random = new Random(5);
        var read = Enumerable
            .Range(0, 200)
            .Count(_ => new ClaimReader().Read(new AnyClaim(random).Text(), new InputProblems()) is not null);
        Assert.InRange(read, 100, 200);
    }
}
