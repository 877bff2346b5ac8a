using LlmCostSim.Interop;

namespace LlmCostSim.Tests.Interop;

public sealed class FsdpFieldsTests
{
    [Theory]
    [InlineData("1", "fsdp-full")]
    [InlineData("\"SHARD_GRAD_OP\"", "fsdp-grad-op")]
    [InlineData("\"3\"", "none")]
    [InlineData("\"hybrid_shard\"", "hsdp")]
    [InlineData("5", "hsdp")]
    public void Read_ShardingStrategy_WordOrNumber(string strategy, string sharding)
    {
        ImportResult result = Read(strategy);
        Assert.True(result.Succeeded);
        Assert.Equal($"\"{sharding}\"", Assert.Single(result.Members, static m => m.Path == "strategy.sharding").Json);
    }

    [Theory]
    [InlineData("6")]
    [InlineData("\"0\"")]
    [InlineData("\"full\"")]
    public void Read_UnknownShardingStrategy_IsOneErrorAndNoSharding(string strategy)
    {
        ImportResult result = Read(strategy);
        Assert.Single(result.Errors);
        Assert.DoesNotContain(result.Members, static m => m.Path == "strategy.sharding");
    }

    private static ImportResult Read(string strategy) =>
        ConfigurationImporter.Read(
            $$"""{ "distributed_type": "FSDP", "num_processes": 8, "fsdp_config": { "fsdp_sharding_strategy": {{strategy}} } }""",
            "accelerate"
        );
}
