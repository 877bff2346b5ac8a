namespace LlmCostSim.Strategies;

/// <summary>What the kinds of sharding have in common.</summary>
internal static class ShardingExtensions
{
    /// <summary>Whether the weights themselves are divided and gathered for computing: ZeRO-3 and every kind of FSDP.</summary>
    public static bool DividesWeights(this Sharding sharding) =>
        sharding is Sharding.Zero3 or Sharding.FsdpFull or Sharding.FsdpGradOp or Sharding.Hsdp;
}
