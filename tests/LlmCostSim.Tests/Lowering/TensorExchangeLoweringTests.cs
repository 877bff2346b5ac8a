using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Expected;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>What tensor-parallel ranks exchange around the blocks of a layer (Korthikanti et al. 2022, figures 4 and 5).</summary>
public class TensorExchangeLoweringTests
{
    private static readonly OpSpec Gather = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        CollectiveKind.AllGather,
        CollectiveKind.ReduceScatter
    );
    private static readonly OpSpec GatherAgain = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        null,
        CollectiveKind.AllGather,
        OpTraits.BackwardOnly
    );
    private static readonly OpSpec Scatter = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        CollectiveKind.ReduceScatter,
        CollectiveKind.AllGather
    );
    private static readonly OpSpec Enter = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        null,
        CollectiveKind.AllReduce
    );
    private static readonly OpSpec Leave = Exchange(
        OpRole.TensorExchange,
        CollectiveScope.Tensor,
        2 * T * H,
        CollectiveKind.AllReduce,
        null
    );

    /// <summary>Each block: an all-reduce of all tokens forward behind it, one of the gradients backward before it.</summary>
    [Fact]
    public void TensorParallel_InTraining_IsFourAllReduces() =>
        Assert.Equal([Enter, Leave, Enter, Leave], Layer(Llama, Tensor).Of(OpRole.TensorExchange));

    /// <summary>
    /// All-gather and reduce-scatter each way, and the input gathered once more for the weight gradient, which frozen weights do not have.
    /// </summary>
    [Fact]
    public void SequenceParallel_InTraining_GathersAndScatters()
    {
        var options = Tensor with { SequenceParallel = true };
        Assert.Equal([Gather, GatherAgain, Scatter, Gather, GatherAgain, Scatter], Layer(Llama, options).Of(OpRole.TensorExchange));
        var frozen = Layer(Llama, options with { Adapter = new AdapterSpec(AdapterKind.Lora, 4, AdapterTargets.Query) });
        Assert.Equal([Gather, Scatter, Gather, Scatter], frozen.Of(OpRole.TensorExchange));
        Assert.Empty(Layer(Llama, Options with { SequenceParallel = true }).Of(OpRole.TensorExchange));
    }

    /// <summary>Inference has only what its forward pass exchanges.</summary>
    [Fact]
    public void Inference_OnSeveralRanks_ExchangesForwardOnly()
    {
        Assert.Equal([Leave, Leave], Layer(Llama, Tensor with { Training = false }).Of(OpRole.TensorExchange));
        var sequence = Layer(Llama, Tensor with { Training = false, SequenceParallel = true }).Of(OpRole.TensorExchange);
        var (gather, scatter) = (
            Gather with
            {
                BackwardCollective = null,
                BackwardKernels = 0,
            },
            Scatter with
            {
                BackwardCollective = null,
                BackwardKernels = 0,
            }
        );
        Assert.Equal([gather, scatter, gather, scatter], sequence);
    }
}
