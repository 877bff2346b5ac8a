using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Lowering;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ByHand;

namespace LlmCostSim.Tests.Training;

/// <summary>
/// A stage whose exchange with its data-parallel ranks is worked out by hand: what one of 10⁸ dense parameters, 3·10⁷ in experts and 10⁶ in adapters exchanges: the volumes of
/// Rajbhandari et al. 2020, section 7, over the kernel model's collectives.
/// </summary>
internal static class ToyExchange
{
    public static readonly SoftwareStack Stack = StackCatalog.Default.Get("megatron-core");

    public static readonly KernelSet Kernels = KernelSet.Create(FourNodes, Stack.Libraries);

    /// <summary>Nothing overlaps; across nodes a quarter of the network's rate.</summary>
    public static readonly TrainingPace Pace = new() { NetworkShare = 0.25 };

    public static readonly ParallelLayout Layout = new()
    {
        Tensor = 2,
        Data = 8,
        Context = 2,
        Expert = 4,
    };

    public static (DataExchange Exchange, DataGroups Groups) Of(
        in TrainingStrategy strategy,
        TrainingPace? pace = null,
        int microBatches = 5
    )
    {
        var groups = DataGroups.Of(strategy.Layout, strategy.Sharding, FourNodes);
        return (
            DataParallelTime.Of(Stage, strategy, new StepRules(Small.Llama, strategy, Stack, pace ?? Pace), Kernels, groups, microBatches),
            groups
        );
    }

    public static double Both(CollectiveKind kind, double bytes, in DataGroups groups, double dense = Dense, double experts = Experts) =>
        Kernels.Collective(kind, dense * bytes, groups.Dense)
        + (experts > 0 ? Kernels.Collective(kind, experts * bytes, groups.Experts) : 0);
}
