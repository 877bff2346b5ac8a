using LlmCostSim.Planning;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Planning;

public class PlanEnumerationTests
{
    [Property]
    public void Divisors_OfAnyNumber_AreThoseUpToTheMost(Seed seed)
    {
        var random = new Random(seed);
        var (whole, most) = (1 + random.Next(5000), random.Next(300));
        Assert.Equal(
            Enumerable.Range(1, Math.Max(1, Math.Min(whole, most))).Where(divisor => whole % divisor == 0),
            PlanEnumeration.Divisors(whole, most)
        );
    }
}
