using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training.Schedules;

/// <summary>Replays the pipeline of one step with the stage times that the estimate composes in closed form.</summary>
internal static class StepReplay
{
    public static PipelineTimeline Run(
        ModelSpec model,
        SoftwareStack stack,
        TrainingPace pace,
        KernelSet kernels,
        in TrainingStrategy strategy,
        in TrainingWorkload workload
    )
    {
        var options = LoweringOptions.For(strategy, workload, stack);
        var groups = Placement.GroupsOf(strategy.Layout, kernels.Cluster);
        var rules = new StepRules(model, strategy, stack, pace);
        var parts = TrainingParts.Of(model, options, kernels, pace, groups);
        var boundary = StepTime.BoundaryBytes(model, options);
        var stages = new PipelineStage[strategy.Layout.Pipeline];
        for (var stage = 0; stage < stages.Length; stage++)
        {
            var time = StageTime.Of(ref parts, rules, stage);
            stages[stage] = StepTime.Passes(time, strategy, rules, kernels, groups, boundary);
        }

        return ScheduleReplay.Run(strategy.Schedule, stages, strategy.Layout.VirtualStages, workload.MicroBatches(strategy));
    }
}
