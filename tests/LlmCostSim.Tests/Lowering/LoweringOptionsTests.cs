using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Lowering;

/// <summary>What of a strategy reaches the lowering.</summary>
public class LoweringOptionsTests
{
    [Fact]
    public void For_Strategy_TakesOverEverythingThatOperationsDependOn()
    {
        var adapter = new AdapterSpec(AdapterKind.Qlora, 4, AdapterTargets.Query, WeightQuantization.Nf4);
        var strategy = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = 2,
                SequenceParallel = true,
                Context = 3,
                ContextKind = ContextParallelKind.AllGather,
                Expert = 5,
                ExpertTensor = 7,
                ExpertImbalance = 1.5,
            },
            MicroBatch = 11,
            Precision = new Precision { Compute = NumberFormat.Fp32, ActivationBytes = 4 },
            Attention = AttentionImplementation.Unfused,
            Dropout = 0.1,
            Adapter = adapter,
        };
        var workload = new TrainingWorkload(SequenceLength: 13, GlobalBatch: 11, EncoderLength: 17);
        var expected = new LoweringOptions
        {
            MicroBatch = 11,
            SequenceLength = 13,
            EncoderLength = 17,
            Tensor = 2,
            SequenceParallel = true,
            Context = 3,
            ContextKind = ContextParallelKind.AllGather,
            Expert = 5,
            ExpertTensor = 7,
            ExpertImbalance = 1.5,
            Compute = NumberFormat.Fp32,
            ActivationBytes = 4,
            Attention = AttentionImplementation.Unfused,
            Fusion = KernelFusion.Rope,
            Retention = TensorRetention.QkvStorage,
            DequantizedCopies = 19,
            Dropout = true,
            Adapter = adapter,
        };
        Assert.Equal(expected, LoweringOptions.For(strategy, workload, KernelFusion.Rope, TensorRetention.QkvStorage, 19));
        Assert.False(LoweringOptions.For(strategy with { Dropout = 0 }, workload, KernelFusion.Rope).Dropout);
    }
}
