using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmCostSim.Interop;
using LlmCostSim.Lowering;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes what was imported as the matching part of a scenario, with the warnings.</summary>
public static class ImportJson
{
    /// <summary>The import as a JSON document.</summary>
    /// <param name="import">The import.</param>
    public static string ToText(ImportResult import)
    {
        ArgumentNullException.ThrowIfNull(import);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.Options(indented: true)))
        {
            writer.WriteStartObject();
            writer.WriteString("format", import.Format);
            if (import.Model is { } model)
            {
                writer.WriteNumber("parameters", ParameterCount.Total(model));
                writer.WriteNumber("activeParameters", ParameterCount.Active(model));
            }

            WriteScenario(writer, import);
            JsonText.Strings(writer, "warnings", [.. import.Warnings.Select(static w => w.ToString())]);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteScenario(Utf8JsonWriter writer, ImportResult import)
    {
        if (import.Model is { } model)
        {
            writer.WriteStartObject("model");
            writer.WriteString("id", model.Id);
            ArchitectureWriter.WriteMembers(writer, model);
            writer.WriteEndObject();
        }

        if (import.Strategy != new ImportedStrategy())
        {
            writer.WriteStartObject("strategy");
            WriteLayout(writer, import.Strategy);
            WriteStates(writer, import.Strategy);
            writer.WriteEndObject();
        }

        if (import.Workload != new ImportedWorkload())
        {
            writer.WriteStartObject("workload");
            Number(writer, "sequenceLength", import.Workload.SequenceLength);
            Number(writer, "encoderLength", import.Workload.EncoderLength);
            Number(writer, "globalBatch", import.Workload.GlobalBatch);
            Number(writer, "tokens", import.Workload.Tokens);
            writer.WriteEndObject();
        }
    }

    private static void WriteLayout(Utf8JsonWriter writer, ImportedStrategy strategy)
    {
        Number(writer, "tensor", strategy.Tensor);
        if (strategy.SequenceParallel is { } sequence)
        {
            writer.WriteBoolean("sequenceParallel", sequence);
        }

        Number(writer, "pipeline", strategy.Pipeline);
        Number(writer, "virtualStages", strategy.VirtualStages);
        Number(writer, "data", strategy.Data);
        Number(writer, "context", strategy.Context);
        Word(writer, "contextKind", ScenarioNames.ContextKinds, strategy.ContextKind);
        Number(writer, "expert", strategy.Expert);
        Number(writer, "expertTensor", strategy.ExpertTensor);
    }

    private static void WriteStates(Utf8JsonWriter writer, ImportedStrategy strategy)
    {
        Word(writer, "sharding", ScenarioNames.Shardings, strategy.Sharding);
        if (strategy.Recompute is { } recompute)
        {
            TrainingScenarioWriter.WriteRecompute(writer, recompute);
        }

        Number(writer, "microBatch", strategy.MicroBatch);
        Word(writer, "precision", ScenarioNames.Precisions, strategy.Precision);
        Word(writer, "mainGradients", ScenarioNames.GradientFormats, strategy.MainGradientBytes);
        Word(writer, "optimizer", ScenarioNames.Optimizers, strategy.Optimizer);
        Word(writer, "attention", ScenarioNames.Attentions, strategy.Attention);
        if (strategy.Framework is { } framework)
        {
            writer.WriteString("framework", framework);
        }

        TrainingScenarioWriter.WriteOffload(writer, strategy.Offload ?? default);
        Number(writer, "dropout", strategy.Dropout);
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private static void Word<T>(Utf8JsonWriter writer, string name, (string Name, T Value)[] names, T? value)
        where T : struct
    {
        if (value is { } known)
        {
            writer.WriteString(name, ScenarioNames.Of(names, known));
        }
    }
}
