using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Arithmetic of one token of a model on one rank, without division: the counting reading of the program.</summary>
/// <remarks>Described in docs/method.md, "Counting".</remarks>
/// <param name="Forward">Forward FLOP per token.</param>
/// <param name="Backward">Backward FLOP per token.</param>
/// <param name="Layers">Forward FLOP per token of the layers alone: what full recomputation repeats.</param>
/// <param name="Core">Forward FLOP per token of the attention cores: what selective recomputation repeats.</param>
internal readonly record struct ModelFlops(double Forward, double Backward, double Layers, double Core)
{
    /// <summary>Counts the operations of every layer.</summary>
    public static ModelFlops PerToken(ModelSpec model, in LoweringOptions division, bool causalHalved)
    {
        var options = division with
        {
            MicroBatch = 1,
            Tensor = 1,
            SequenceParallel = false,
            Context = 1,
            Expert = 1,
            ExpertTensor = 0,
            ExpertImbalance = 1,
            MultipliesOnly = true,
        };
        Span<OpSpec> ops = stackalloc OpSpec[ModelLowering.MaxOps];
        var head = PartFlops.Of(ops[..ModelLowering.LowerHead(model, options, true, ops)], causalHalved);
        double forward = 0,
            backward = 0,
            core = 0;
        if (model.EncoderLayers > 0)
        {
            Add(model, LayerKind.Encoder, 0, model.EncoderLayers, options, ops, causalHalved, ref forward, ref backward, ref core);
        }

        foreach (var layer in DistinctLayer.Of(model, stackalloc DistinctLayer[DistinctLayer.Most]))
        {
            Add(model, layer.Kind, layer.Window, layer.Count, options, ops, causalHalved, ref forward, ref backward, ref core);
        }

        var tokens = options.SequenceLength;
        return new ModelFlops((forward + head.Forward) / tokens, (backward + head.Backward) / tokens, forward / tokens, core / tokens);
    }

    /// <summary>
    /// Forward FLOP per token that recomputation repeats: of every layer, or of as many of each stage as the policy says.
    /// </summary>
    public double Repeated(ModelSpec model, in TrainingStrategy strategy)
    {
        var all = strategy.Recompute.Kind switch
        {
            RecomputeKind.Full => Layers,
            RecomputeKind.Selective => Core,
            _ => 0,
        };
        if (all == 0 || strategy.Recompute.Layers == 0)
        {
            return all;
        }

        var repeated = 0;
        for (var stage = 0; stage < strategy.Layout.Pipeline; stage++)
        {
            repeated += Math.Min(strategy.Recompute.Layers, PipelineSplit.LayersOf(model.Layers, strategy.Layout.Pipeline, stage).Count);
        }

        return all * repeated / model.Layers;
    }

    private static void Add(
        ModelSpec model,
        LayerKind kind,
        int window,
        int count,
        in LoweringOptions options,
        Span<OpSpec> ops,
        bool causalHalved,
        ref double forward,
        ref double backward,
        ref double core
    )
    {
        var part = PartFlops.Of(ops[..ModelLowering.LowerLayer(model, kind, window, options, ops)], causalHalved);
        forward += count * part.Forward;
        backward += count * part.Backward;
        core += count * part.Core;
    }
}
