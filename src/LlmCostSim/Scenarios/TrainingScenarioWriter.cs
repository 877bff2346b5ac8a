using System.Text.Json;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Writes strategy and workload of a training scenario.</summary>
internal static class TrainingScenarioWriter
{
    public static void WriteMembers(Utf8JsonWriter writer, TrainingScenario scenario)
    {
        writer.WriteStartObject("strategy");
        WriteLayout(writer, scenario.Strategy);
        WriteStates(writer, scenario);
        writer.WriteEndObject();
        WriteWorkload(writer, scenario);
        if (scenario.Measured is { } point)
        {
            writer.WriteStartObject("calibration");
            writer.WriteStartObject("measured");
            writer.WriteNumber("stepSeconds", point.StepSeconds);
            writer.WriteEndObject();
            writer.WritePropertyName("scenario");
            ScenarioWriter.Write(writer, point.Scenario);
            writer.WriteEndObject();
        }
    }

    private static void WriteLayout(Utf8JsonWriter writer, in TrainingStrategy strategy)
    {
        var layout = strategy.Layout;
        writer.WriteNumber("tensor", layout.Tensor);
        writer.WriteBoolean("sequenceParallel", layout.SequenceParallel);
        writer.WriteNumber("pipeline", layout.Pipeline);
        writer.WriteNumber("virtualStages", layout.VirtualStages);
        writer.WriteString("schedule", ScenarioNames.Of(ScenarioNames.Schedules, strategy.Schedule));
        writer.WriteNumber("data", layout.Data);
        writer.WriteNumber("context", layout.Context);
        if (layout.Context > 1 || layout.ContextKind != default)
        {
            writer.WriteString("contextKind", ScenarioNames.Of(ScenarioNames.ContextKinds, layout.ContextKind));
        }

        if (layout.Order != default)
        {
            writer.WriteString("order", ScenarioNames.Of(ScenarioNames.RankOrders, layout.Order));
        }

        writer.WriteNumber("expert", layout.Expert);
        if (layout.ExpertTensor > 0)
        {
            writer.WriteNumber("expertTensor", layout.ExpertTensor);
        }

        if (layout.ExpertImbalance > 1)
        {
            writer.WriteNumber("expertImbalance", layout.ExpertImbalance);
        }
    }

    private static void WriteStates(Utf8JsonWriter writer, TrainingScenario scenario)
    {
        var strategy = scenario.Strategy;
        writer.WriteString("sharding", ScenarioNames.Of(ScenarioNames.Shardings, strategy.Sharding));
        WriteRecompute(writer, strategy.Recompute);
        writer.WriteNumber("microBatch", strategy.MicroBatch);
        WritePrecision(writer, strategy.Precision, scenario.Framework);
        writer.WriteString("optimizer", ScenarioNames.Of(ScenarioNames.Optimizers, strategy.Optimizer));
        writer.WriteString("attention", ScenarioNames.Of(ScenarioNames.Attentions, strategy.Attention));
        writer.WriteText("framework", scenario.Framework);

        WriteAdapter(writer, strategy.Adapter);
        WriteOffload(writer, strategy.Offload);
        if (strategy.Dropout > 0)
        {
            writer.WriteNumber("dropout", strategy.Dropout);
        }
    }

    internal static void WriteRecompute(Utf8JsonWriter writer, RecomputePolicy recompute)
    {
        var kind = ScenarioNames.Of(ScenarioNames.Recomputes, recompute.Kind);
        if (recompute.Layers == 0)
        {
            writer.WriteString("recompute", kind);
            return;
        }

        writer.WriteStartObject("recompute");
        writer.WriteString("kind", kind);
        writer.WriteNumber("layers", recompute.Layers);
        writer.WriteEndObject();
    }

    // What the framework's own recipe says is not repeated.
    private static void WritePrecision(Utf8JsonWriter writer, in Precision precision, string framework)
    {
        writer.WriteString("precision", ScenarioNames.Of(ScenarioNames.Precisions, precision.Compute));
        var recipe = PrecisionRecipe.For(framework, precision.Compute);
        if (precision.MainGradientBytes != recipe.MainGradientBytes || precision.ReduceBytes != recipe.ReduceBytes)
        {
            writer.WriteString("mainGradients", ScenarioNames.Of(ScenarioNames.GradientFormats, precision.MainGradientBytes));
        }

        if (precision.MasterWeightBytes != recipe.MasterWeightBytes)
        {
            writer.WriteString("masterWeights", ScenarioNames.Of(ScenarioNames.MasterFormats, precision.MasterWeightBytes));
        }
    }

    private static void WriteAdapter(Utf8JsonWriter writer, in AdapterSpec adapter)
    {
        if (adapter.Kind == AdapterKind.None)
        {
            return;
        }

        writer.WriteStartObject("adapter");
        writer.WriteString("kind", ScenarioNames.Of(ScenarioNames.Adapters, adapter.Kind));
        writer.WriteNumber("rank", adapter.Rank);
        WriteTargets(writer, adapter.Targets);
        if (adapter.Kind == AdapterKind.Qlora)
        {
            writer.WriteString("quantization", ScenarioNames.Of(ScenarioNames.Quantizations, adapter.Quantization));
            writer.WriteBoolean("doubleQuantization", adapter.DoubleQuantization);
        }

        writer.WriteEndObject();
    }

    public static void WriteTargets(Utf8JsonWriter writer, AdapterTargets targets)
    {
        if (targets == AdapterTargets.AllLinear)
        {
            writer.WriteString("targets", "all-linear");
            return;
        }

        writer.WriteStartArray("targets");
        foreach (var name in ScenarioNames.WordsOf(targets))
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }

    internal static void WriteOffload(Utf8JsonWriter writer, OffloadPolicy offload)
    {
        if (!offload.Any)
        {
            return;
        }

        writer.WriteStartObject("offload");
        Place(writer, "optimizer", offload.Optimizer);
        Place(writer, "parameters", offload.Parameters);
        Place(writer, "activations", offload.Activations);
        writer.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter writer, string state, OffloadTarget target)
    {
        if (target != OffloadTarget.None)
        {
            writer.WriteString(state, ScenarioNames.Of(ScenarioNames.OffloadTargets, target));
        }
    }

    private static void WriteWorkload(Utf8JsonWriter writer, TrainingScenario scenario)
    {
        var workload = scenario.Workload;
        writer.WriteStartObject("workload");
        writer.WriteNumber("sequenceLength", workload.SequenceLength);
        if (workload.EncoderLength > 0)
        {
            writer.WriteNumber("encoderLength", workload.EncoderLength);
        }

        writer.WriteNumber("globalBatch", workload.GlobalBatch);
        if (scenario.FineTuning is { } data)
        {
            writer.WriteNumber("examples", data.Examples);
            writer.WriteNumber("epochs", data.Epochs);
            if (data.MeanLength > 0)
            {
                writer.WriteNumber("meanLength", data.MeanLength);
            }

            writer.WriteBoolean("packing", data.Packing);
        }
        else if (workload.Tokens > 0)
        {
            writer.WriteNumber("tokens", workload.Tokens);
        }

        writer.WriteEndObject();
    }
}
