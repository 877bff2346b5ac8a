using FsCheck;
using LlmCostSim.Economics;
using LlmCostSim.Tests.Properties;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Economics;

/// <summary>The closed form of goodput against chance, against published runs, and its laws.</summary>
public class CheckpointPlanTests
{
    private static Duration Minutes(double minutes) => Duration.FromSeconds(60 * minutes);

    [Theory]
    [InlineData(3.09, 30, 5, 10)]
    [InlineData(168, 40, 11, 120)]
    [InlineData(1, 300, 30, 20)]
    [InlineData(24, 0, 10, 60)]
    [InlineData(0.5, 120, 0, 15)]
    public void Goodput_ClosedForm_AgreesWithMonteCarlo(
        double mtbfHours,
        double checkpointSeconds,
        double restartMinutes,
        double intervalMinutes
    )
    {
        var plan = new CheckpointPlan(Duration.FromHours(mtbfHours), Duration.FromSeconds(checkpointSeconds), Minutes(restartMinutes));
        var (simulated, error) = CheckpointSimulation.Run(plan, Minutes(intervalMinutes), 400_000, seed: 20261122);
        var exact = plan.Goodput(Minutes(intervalMinutes));
        Assert.InRange(simulated / exact, 0.99, 1.01);
        Assert.InRange(simulated, exact - (3 * error), exact + (3 * error));
    }

    [Fact]
    public void Simulation_EqualSeeds_EqualResults()
    {
        var plan = new CheckpointPlan(Duration.FromHours(2), Duration.FromSeconds(60), Minutes(10));
        Assert.Equal(CheckpointSimulation.Run(plan, Minutes(20), 1000, 7), CheckpointSimulation.Run(plan, Minutes(20), 1000, 7));
    }

    [Fact]
    public void Optimum_BetweenYoungAndDaly_AndCloserToDaly()
    {
        // Daly 2006: his higher-order estimate is within a fraction of a percent where Young's is off.
        var plan = new CheckpointPlan(Duration.FromHours(6), Minutes(5), Minutes(10));
        Assert.InRange(plan.Daly / plan.Optimum, 0.995, 1.005);
        Assert.InRange(plan.Young / plan.Optimum, 1.0, 1.2);
        Assert.InRange(plan.BestGoodput - plan.Goodput(plan.Young), 0, 0.005);
    }

    [Fact]
    public void Llama3_InterruptionsOf54Days_LeaveMoreThanNinetyPercent()
    {
        // Llama 3 paper (arXiv 2407.21783) section 3.3.4: 466 interruptions, 419 of them unexpected, in 54 days on 16,384 H100; effective
        // training time above 90 %.
        var facts = ReliabilityCatalog.Default;
        var perAccelerator = GpuHours.FromHours(54 * 24 * 16384 / facts.Get("llama3-int-unexpected").Value!.Value);
        Assert.InRange(perAccelerator.TotalHours / facts.Get("llama3-gpuh-per-int").Value!.Value, 0.999, 1.001);

        // 405 B parameters in bf16 with fp32 master weights and moments, written at the sustained rate of the paper's storage (recalled,
        // not read).
        var size = CheckpointSize.Of(405.9e9, 2, 4, 8);
        var write = CheckpointSize.WriteTime(size, ByteRate.FromGBPerSecond(facts.Get("llama3-storage").Value!.Value));
        var plan = CheckpointPlan.For(perAccelerator, 16384, write, Minutes(facts.Get("b200-retry").Value!.Value));
        Assert.InRange(plan.MeanTimeBetweenFailures.TotalHours, 3.05, 3.13);
        Assert.InRange(plan.BestGoodput, facts.Get("llama3-goodput").Value!.Value, 0.97);

        // All 466 interruptions, the planned ones, too.
        var all = CheckpointPlan.For(
            GpuHours.FromHours(54.0 * 24 * 16384 / facts.Get("llama3-int-total").Value!.Value),
            16384,
            write,
            plan.RestartTime
        );
        Assert.InRange(all.BestGoodput, 0.9, plan.BestGoodput);
    }

    [Fact]
    public void Bloom_CheckpointSizeAndTime_AsPublished()
    {
        // BigScience chronicles: 2.3 TB per checkpoint, 40 s, every 3 hours, about one GPU failure per week on 384 A100.
        var facts = ReliabilityCatalog.Default;
        var size = CheckpointSize.Of(176_247_271_424, 2, 4, 8);
        Assert.InRange(size.TotalGB / 1000 / facts.Get("bloom-ckpt").Value!.Value, 0.9, 1.1);
        var time = CheckpointSize.WriteTime(size, ByteRate.FromGBPerSecond(facts.Get("bloom-ckpt-bw").Value!.Value));
        Assert.InRange(time.TotalSeconds / facts.Get("bloom-ckpt-s").Value!.Value, 0.9, 1.1);
        var plan = CheckpointPlan.For(GpuHours.FromHours(facts.Get("bloom-gpuh-per-fail").Value!.Value), 384, time, Minutes(11));
        // Their three hours lose next to nothing against the best interval of about two.
        Assert.InRange(plan.Optimum.TotalHours, 1.5, 2.5);
        Assert.InRange(plan.BestGoodput - plan.Goodput(Duration.FromHours(3)), 0, 0.005);
    }

    [Fact]
    public void Limits_FreeCheckpoints_NoFailures()
    {
        Assert.Equal(Math.Exp(-0.1), new CheckpointPlan(Duration.FromHours(10), Duration.Zero, Duration.FromHours(1)).BestGoodput, 12);
        var never = new CheckpointPlan(Duration.FromSeconds(double.PositiveInfinity), Duration.FromSeconds(60), Duration.FromHours(1));
        Assert.Equal(1, never.BestGoodput);
        Assert.Equal(0.5, never.Goodput(Duration.FromSeconds(60)));
    }

    [Property]
    public bool Goodput_AnyPlan_AboveZeroAndAtMostOne(PositiveInt mtbf, NonNegativeInt checkpoint, NonNegativeInt restart) =>
        Plan(mtbf.Get, checkpoint.Get % 1000, restart.Get % 1000).BestGoodput is > 0 and <= 1;

    [Property]
    public bool Goodput_RarerFailures_NeverLess(PositiveInt mtbf, PositiveInt more, NonNegativeInt checkpoint, NonNegativeInt restart)
    {
        var (rare, frequent) = (
            Plan(mtbf.Get + more.Get, checkpoint.Get % 1000, restart.Get % 1000),
            Plan(mtbf.Get, checkpoint.Get % 1000, restart.Get % 1000)
        );
        return rare.BestGoodput >= frequent.BestGoodput * (1 - 1e-12);
    }

    [Property]
    public bool Goodput_AnyOtherInterval_IsNoBetter(PositiveInt mtbf, PositiveInt checkpoint, NonNegativeInt restart, PositiveInt interval)
    {
        var plan = Plan(mtbf.Get, checkpoint.Get % 1000, restart.Get % 1000);
        var best = plan.BestGoodput * (1 + 1e-9);
        return plan.Goodput(Duration.FromSeconds(interval.Get)) <= best
            && plan.Goodput(plan.Optimum * (interval.Get / 100.0)) <= best
            && (plan.Young <= Duration.Zero || plan.Goodput(plan.Young) <= best)
            && (plan.Daly <= Duration.Zero || plan.Goodput(plan.Daly) <= best);
    }

    [Property]
    public bool Slowdown_MoreAccelerators_NeverLess(PositiveInt accelerators, PositiveInt more) =>
        Stragglers.Slowdown(0.02, accelerators.Get + more.Get) >= Stragglers.Slowdown(0.02, accelerators.Get);

    // Minutes between failures from a quarter of an hour up, seconds of checkpoint and restart.
    private static CheckpointPlan Plan(int mtbf, int checkpoint, int restart) =>
        new(Duration.FromSeconds(900 + (60.0 * mtbf)), Duration.FromSeconds(checkpoint), Duration.FromSeconds(restart));
}
