using System.Globalization;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Validation;

/// <summary>What cells of <c>memory.csv</c> say, in the simulator's terms.</summary>
internal static class MemoryRowText
{
    // Rank of QLoRA's published adapters, on every linear matrix (artidoro/qlora, finetune_guanaco scripts).
    private const int GuanacoRank = 64;

    /// <summary>Storage format; a GPTQ file without groups is told from one with groups by the source's own words.</summary>
    public static string WeightFormat(MeasuredRow row)
    {
        var format = row.Text("weights_dtype");
        return row.Text("quant").Contains("no-group", StringComparison.Ordinal)
            ? format[..format.LastIndexOf("-g", StringComparison.Ordinal)]
            : format;
    }

    public static AdapterTargets Targets(string text) =>
        text switch
        {
            "" => AdapterTargets.AllLinear,
            "all-linear" => AdapterTargets.AllLinear,
            "all-linear+head" => AdapterTargets.AllLinear | AdapterTargets.Head,
            _ => text.Split(',')
                .Aggregate(
                    AdapterTargets.None,
                    static (targets, part) =>
                        targets
                        | part.Trim() switch
                        {
                            "q" => AdapterTargets.Query,
                            "k" => AdapterTargets.Key,
                            "v" => AdapterTargets.Value,
                            "o" => AdapterTargets.Output,
                            "mlp" => AdapterTargets.FeedForward,
                            "head" => AdapterTargets.Head,
                            var other => throw new UnpredictableRowException($"lora_targets '{other}' is not known"),
                        }
                ),
        };

    /// <summary>The adapter of a training row.</summary>
    public static AdapterSpec Adapter(MeasuredRow row)
    {
        var (task, format) = (row.Text("task"), row.Text("weights_dtype"));
        var quantization = format.Split('-')[0] switch
        {
            "nf4" => WeightQuantization.Nf4,
            "fp4" => WeightQuantization.Fp4,
            "int8" => WeightQuantization.Int8,
            _ => WeightQuantization.None,
        };
        var kind = task switch
        {
            "train_full" => AdapterKind.None,
            "lora" => AdapterKind.Lora,
            "qlora" => AdapterKind.Qlora,
            "adapter" => AdapterKind.Prefix,
            "adapter_v2" => AdapterKind.ScaleAndBias,
            _ => throw new UnpredictableRowException($"task '{task}' is not modelled"),
        };
        return kind == AdapterKind.None
            ? default
            : new AdapterSpec(
                kind,
                row.Integer("lora_rank") ?? 16,
                Targets(row.Text("lora_targets")),
                quantization,
                format.EndsWith("-dq", StringComparison.Ordinal)
            );
    }

    /// <summary>Bytes of the adapters that a published adapter model is deployed with, in 16 bits.</summary>
    public static double AdapterBytes(ModelEntry model)
    {
        if (model.Card.Stage != ModelStage.AdapterTuned)
        {
            return 0;
        }

        var options = new LoweringOptions
        {
            Adapter = new AdapterSpec(AdapterKind.Qlora, GuanacoRank, AdapterTargets.AllLinear, WeightQuantization.Nf4, true),
        };
        var ops = new OpSpec[ModelLowering.MaxOps];
        double adapters = 0;
        foreach (ref readonly var op in ops.AsSpan(0, ModelLowering.LowerLayer(model.Spec, LayerKind.Dense, 0, options, ops)))
        {
            adapters += op.ParameterClass == ParameterClass.Adapter ? op.Parameters : 0;
        }

        return 2 * adapters * model.Spec.Layers;
    }

    /// <summary>The number after a tag such as <c>TP</c> in the notes, or 1.</summary>
    public static int Tagged(string notes, string tag)
    {
        var at = notes.IndexOf(tag, StringComparison.Ordinal);
        var end = at + tag.Length;
        while (at >= 0 && end < notes.Length && char.IsAsciiDigit(notes[end]))
        {
            end++;
        }

        return
            at >= 0
            && int.TryParse(
                notes.AsSpan(at + tag.Length, end - at - tag.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var value
            )
            ? value
            : 1;
    }
}
