using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Inference;

public class ContextGridTests
{
    [Property]
    public void Index_AnyContext_LiesBetweenItsKnots(Seed sixteenths)
    {
        var context = sixteenths.Below(int.MaxValue) / 16.0;
        var index = ContextGrid.Index(context);
        Assert.True(ContextGrid.Context(index) <= context && context < ContextGrid.Context(index + 1));
        var steps = ContextGrid.StepsInCell(context, index);
        Assert.Equal(index, ContextGrid.Index(context + steps - 1));
        Assert.NotEqual(index, ContextGrid.Index(context + steps));
    }

    [Property(MaxTest = 60)]
    public void GenerateAll_AnyStretch_IsTheSumOfItsSteps(byte engine, byte batch, Seed first, Seed steps)
    {
        var engines = EngineCatalog.Default.Engines;
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 8, 8);
        var constants = engines[engine % engines.Count];
        var replica = new Replica(
            ModelCatalog.Default.Get("llama-3.1-8b").Spec,
            cluster,
            constants,
            KernelSet.Create(cluster, constants.Libraries),
            new InferenceStrategy { Tensor = 2 }
        );
        var (sequences, begin, count) = (1.0 + batch, first.Below(32_768), 1 + steps.Below(3000));
        var sum = 0.0;
        for (var step = 0; step < count; step++)
        {
            sum += replica.Generate(sequences, begin + step);
        }

        Assert.Equal(1, replica.GenerateAll(sequences, begin, count) / sum, 1e-12);
    }
}
