using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ByHand;
using static LlmCostSim.Tests.Training.ToyExchange;

namespace LlmCostSim.Tests.Training;

/// <summary>Which ranks of a layout talk to one another, on <see cref="ToyExchange"/> of four nodes.</summary>
public class DataGroupsTests
{
    /// <summary>
    /// Ranks with equal weights: data times context, 2 apart for the tensor ranks; a quarter of them with equal experts; stages' ends one
    /// replica apart.
    /// </summary>
    [Fact]
    public void Groups_OfALayout_AreItsRanksWithEqualWeights()
    {
        var groups = DataGroups.Of(Layout with { Pipeline = 3 }, Sharding.Zero1, FourNodes);
        Assert.Equal(CollectiveGroup.Strided(16, 2, 8), groups.Dense);
        Assert.Equal(CollectiveGroup.Strided(4, 8, 8), groups.Experts);
        Assert.Equal(groups.Dense, groups.Shards);
        Assert.Equal(CollectiveGroup.WithinNode(1), groups.Replicas);
        Assert.Equal(CollectiveGroup.Strided(2, 32, 8), groups.Ends);
        Assert.Equal(1, DataGroups.Of(Layout, Sharding.None, FourNodes).Ends.Ranks);
        Assert.Equal(groups.Dense, DataGroups.Of(Layout with { Expert = 1 }, Sharding.None, FourNodes).Experts);
    }

    /// <summary>
    /// Hybrid: four ranks of a node (eight, over two tensor ranks) divide weights; four nodes repeat them. More tensor ranks than a node
    /// has leave one.
    /// </summary>
    [Theory]
    [InlineData(2, 16, 4, 4)]
    [InlineData(1, 16, 8, 2)]
    [InlineData(1, 4, 4, 1)]
    [InlineData(16, 2, 1, 2)]
    public void Groups_OfHybridSharding_StayInTheNode(int tensor, int data, int shards, int replicas)
    {
        var groups = DataGroups.Of(new ParallelLayout { Tensor = tensor, Data = data }, Sharding.Hsdp, FourNodes);
        Assert.Equal(CollectiveGroup.Strided(shards, tensor, 8), groups.Shards);
        Assert.Equal(groups.Shards, groups.Experts);
        Assert.Equal(CollectiveGroup.Strided(replicas, 8, 8), groups.Replicas);
        Assert.Equal(groups.Replicas, groups.ExpertReplicas);
    }

    /// <summary>
    /// Two expert ranks halve the shards of a node's experts, as in memory; the nodes repeat what is left of all data / 2 copies.
    /// </summary>
    [Theory]
    [InlineData(2, 16, 2, 4)]
    [InlineData(1, 16, 4, 2)]
    [InlineData(1, 4, 2, 1)]
    [InlineData(16, 2, 1, 1)]
    public void Groups_OfHybridExperts_StayInTheNode(int tensor, int data, int shards, int replicas)
    {
        var plan = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = tensor,
                Data = data,
                Expert = 2,
            },
            Sharding = Sharding.Hsdp,
        };
        var groups = DataGroups.Of(plan.Layout, plan.Sharding, FourNodes);
        Assert.Equal((shards, replicas), (groups.Experts.Ranks, groups.ExpertReplicas.Ranks));
        Assert.Equal(shards, StateShards.Of(plan, 8).Experts);
    }

    /// <summary>
    /// Experts that two of four tensor ranks divide are there twice in each tensor group: over eight replicas and two expert ranks eight
    /// times in all, two ranks of an expert and two experts apart. Whole on each rank they are there sixteen times, without expert ranks 32.
    /// </summary>
    [Theory]
    [InlineData(0, 2, 4, 8)]
    [InlineData(4, 2, 4, 8)]
    [InlineData(2, 2, 8, 4)]
    [InlineData(1, 2, 16, 2)]
    [InlineData(1, 1, 32, 1)]
    public void Groups_OfExpertsOnFewerTensorRanks_HoldMoreCopies(int expertTensor, int expert, int copies, int stride)
    {
        var plan = new TrainingStrategy
        {
            Layout = new ParallelLayout
            {
                Tensor = 4,
                Data = 8,
                Expert = expert,
                ExpertTensor = expertTensor,
            },
            Sharding = Sharding.Zero1,
        };
        Assert.Equal(CollectiveGroup.Strided(copies, stride, 8), DataGroups.Of(plan.Layout, plan.Sharding, FourNodes).Experts);
        Assert.Equal(copies, StateShards.Of(plan, 8).Experts);
        var ranks = expertTensor == 0 ? 4 : expertTensor;
        Assert.Equal(CollectiveGroup.Strided(ranks, 1, 8), Placement.GroupsOf(plan.Layout, FourNodes).ExpertTensor);
    }

    /// <summary>
    /// Megatron-Core numbers the ranks of experts for themselves (<c>parallel_state.py</c>: expert tensor ranks, then expert ranks, then
    /// copies): with experts whole on each of two tensor ranks, eight expert ranks are a node, not every other rank of two.
    /// </summary>
    [Theory]
    [InlineData(0, 2, 4)]
    [InlineData(2, 2, 4)]
    [InlineData(1, 1, 8)]
    public void Placement_OfExpertRanks_IsNextToTheirTensorRanks(int expertTensor, int stride, int inNode)
    {
        var groups = Placement.GroupsOf(
            new ParallelLayout
            {
                Tensor = 2,
                Data = 16,
                Expert = 8,
                ExpertTensor = expertTensor,
            },
            FourNodes
        );
        Assert.Equal(CollectiveGroup.Strided(8, stride, 8), groups.Expert);
        Assert.Equal(inNode, groups.Expert.RanksPerNode);
    }

    /// <summary>Four replicas of eight places each: sixteen expert ranks leave two copies, more than replicas could.</summary>
    [Fact]
    public void Groups_OfExpertsWithinATensorGroup_AreTheOtherPlaces()
    {
        var layout = new ParallelLayout
        {
            Tensor = 8,
            Data = 4,
            Expert = 16,
            ExpertTensor = 1,
        };
        Assert.Equal(CollectiveGroup.Strided(2, 16, 8), DataGroups.Of(layout, Sharding.Zero1, FourNodes).Experts);
        Assert.Equal(2, StateShards.Of(new TrainingStrategy { Layout = layout, Sharding = Sharding.Zero1 }, 8).Experts);
    }

    /// <summary>Megatron-LM's order: tensor innermost, then context, then data, pipeline outermost.</summary>
    [Fact]
    public void Placement_OfALayout_IsTensorInnermostPipelineOutermost()
    {
        var layout = new ParallelLayout
        {
            Tensor = 2,
            Context = 3,
            Data = 5,
            Pipeline = 4,
            Expert = 5,
        };
        var groups = Placement.GroupsOf(layout, FourNodes);
        Assert.Equal(CollectiveGroup.Strided(2, 1, 8), groups.Tensor);
        Assert.Equal(CollectiveGroup.Strided(3, 2, 8), groups.Context);
        Assert.Equal(CollectiveGroup.Strided(5, 2, 8), groups.Expert);
        Assert.Equal(CollectiveGroup.Strided(15, 2, 8), DataGroups.Of(layout, Sharding.Zero1, FourNodes).Dense);
        Assert.Equal(CollectiveGroup.Strided(2, 30, 8), groups.Pipeline);
        Assert.Equal(1, Placement.GroupsOf(new ParallelLayout { Tensor = 2 }, FourNodes).Pipeline.Ranks);
    }

    /// <summary>
    /// Megatron-Core's other order, on nodes of eight: two tensor ranks, then four stages fill a node, and replicas are one to a node. With
    /// two stages a node has two replicas of them, with eight a pipeline goes over two nodes, which its slowest transfer has to cross.
    /// </summary>
    [Theory]
    [InlineData(4, 1, 2)]
    [InlineData(2, 2, 2)]
    [InlineData(8, 1, 1)]
    public void Placement_StagesInsideReplicas_IsANodeOfStages(int pipeline, int replicasInNode, int stagesInNode)
    {
        var layout = new ParallelLayout
        {
            Tensor = 2,
            Pipeline = pipeline,
            Data = 16 / pipeline,
            Order = RankOrder.PipelineInsideData,
        };
        var groups = DataGroups.Of(layout, Sharding.Hsdp, FourNodes);
        Assert.Equal((16 / pipeline, replicasInNode), (groups.Dense.Ranks, groups.Dense.RanksPerNode));
        Assert.Equal(replicasInNode, groups.Shards.Ranks);
        Assert.Equal(replicasInNode, StateShards.Of(new TrainingStrategy { Layout = layout, Sharding = Sharding.Hsdp }, 8).Dense);
        Assert.Equal((2, stagesInNode), Of(Placement.GroupsOf(layout, FourNodes).Pipeline));
        Assert.Equal((2, stagesInNode), Of(groups.Ends));
        static (int Ranks, int InNode) Of(CollectiveGroup group) => (group.Ranks, group.RanksPerNode);
    }

    /// <summary>The last of eight stages of two ranks is fourteen ranks from the first: on another node, though the next one is not.</summary>
    [Fact]
    public void Ends_OfAPipelineLongerThanANode_AreOnTwoNodes()
    {
        var layout = new ParallelLayout { Tensor = 2, Pipeline = 8 };
        Assert.Equal(1, Placement.GroupsOf(layout, FourNodes).Pipeline.Nodes);
        Assert.Equal(2, DataGroups.Of(layout, Sharding.None, FourNodes).Ends.Nodes);
    }

    /// <summary>Within one node it does not matter how ranks are numbered.</summary>
    [Fact]
    public void Placement_OfOneNode_IsTheSameInEitherOrder()
    {
        var layout = new ParallelLayout
        {
            Tensor = 2,
            Pipeline = 2,
            Data = 2,
        };
        var other = layout with { Order = RankOrder.PipelineInsideData };
        Assert.Equal(Placement.GroupsOf(layout, FourNodes), Placement.GroupsOf(other, FourNodes));
        Assert.Equal(DataGroups.Of(layout, Sharding.Zero1, FourNodes), DataGroups.Of(other, Sharding.Zero1, FourNodes));
    }

    /// <summary>One stage is no order: experts, contexts and hybrid shards lie as ever.</summary>
    [Theory]
    [InlineData(4, 1, 8, 8, Sharding.Zero1)]
    [InlineData(1, 3, 8, 1, Sharding.Hsdp)]
    [InlineData(2, 3, 4, 4, Sharding.Hsdp)]
    internal void Placement_OfOneStage_IsTheSameInEitherOrder(int tensor, int context, int data, int expert, Sharding sharding)
    {
        var layout = new ParallelLayout
        {
            Tensor = tensor,
            Context = context,
            Data = data,
            Expert = expert,
        };
        var other = layout with { Order = RankOrder.PipelineInsideData };
        Assert.Equal(Placement.GroupsOf(layout, FourNodes), Placement.GroupsOf(other, FourNodes));
        Assert.Equal(DataGroups.Of(layout, sharding, FourNodes), DataGroups.Of(other, sharding, FourNodes));
        Assert.Equal(
            StateShards.Of(new TrainingStrategy { Layout = layout, Sharding = sharding }, 8),
            StateShards.Of(new TrainingStrategy { Layout = other, Sharding = sharding }, 8)
        );
    }
}
