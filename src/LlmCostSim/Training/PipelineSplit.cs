using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>
/// How the decoder layers of a model lie on pipeline stages: as evenly as possible, the first stages taking one more where they do not
/// divide. Where layers + 2 divide and layers do not, embedding and head count as a layer each, as BLOOM's 70 layers on 12 stages do (Le
/// Scao et al. 2022, section 3.3).
/// </summary>
internal static class PipelineSplit
{
    /// <summary>
    /// Layers of each stage where all hold as many: where layers divide, or embedding and head counted as a layer each; 0 where neither.
    /// </summary>
    /// <param name="layers">Layers in all.</param>
    /// <param name="stages">Stages in all.</param>
    public static int Each(int layers, int stages) =>
        layers % stages == 0 ? layers / stages
        : CountsEnds(layers, stages) ? (layers + 2) / stages
        : 0;

    private static bool CountsEnds(int layers, int stages) => stages > 2 && (layers + 2) % stages == 0;

    /// <summary>First layer of a stage and how many follow it there.</summary>
    /// <param name="layers">Layers in all.</param>
    /// <param name="stages">Stages in all.</param>
    /// <param name="stage">Which one, from 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int First, int Count) LayersOf(int layers, int stages, int stage)
    {
        var (each, rest) = Math.DivRem(layers, stages);
        if (rest != 0 && CountsEnds(layers, stages))
        {
            each = (layers + 2) / stages;
            return (stage == 0 ? 0 : (stage * each) - 1, stage == 0 || stage == stages - 1 ? each - 1 : each);
        }

        return (stage * each + Math.Min(stage, rest), each + (stage < rest ? 1 : 0));
    }

    /// <summary>
    /// How many stages from one on have the same layers, the first and the last stage apart; one where each holds a mirrored stage, too.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="strategy">Stages and schedule.</param>
    /// <param name="stage">The first of them, from 0.</param>
    public static int EqualFrom(ModelSpec model, in TrainingStrategy strategy, int stage)
    {
        var stages = strategy.Layout.Pipeline;
        if (stage == 0 || strategy.Schedule == PipelineSchedule.DualPipe)
        {
            return 1;
        }

        var (first, count) = LayersOf(model.Layers, stages, stage);
        var uniform = DistinctLayer.Uniform(model);
        var next = stage + 1;
        while (
            next < stages - 1
            && LayersOf(model.Layers, stages, next) is var other
            && other.Count == count
            && (uniform || SameKinds(model, first, other.First, count))
        )
        {
            next++;
        }

        return next - stage;
    }

    private static bool SameKinds(ModelSpec model, int first, int other, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (DistinctLayer.PlaceOf(model, first + i) != DistinctLayer.PlaceOf(model, other + i))
            {
                return false;
            }
        }

        return true;
    }
}
