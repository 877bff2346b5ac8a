using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>Reads another tool's configuration, finding out from its content which tool it belongs to: Hugging Face <c>config.json</c>, DeepSpeed JSON, or Megatron arguments.</summary>
public static class ConfigurationImporter
{
    // Members that a DeepSpeed configuration has and a model's config.json has not.
    private static readonly string[] DeepSpeedMembers =
        ["zero_optimization", "train_batch_size", "train_micro_batch_size_per_gpu", "gradient_accumulation_steps", "zero_allow_untested_optimizer", "steps_per_print", "wall_clock_breakdown"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">Text of the file; hostile text gives errors and never an exception.</param>
    /// <returns>The matching part of a scenario, with warnings and errors.</returns>
    public static ImportResult Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsJson(text))
        {
            return MegatronArgumentsReader.Read(text);
        }

        return IsDeepSpeed(text) ? DeepSpeedConfigReader.Read(text) : HuggingFaceConfigReader.Read(text);
    }

    // Arguments begin with a dash, a launch script with a comment or a command; only JSON begins with a bracket.
    private static bool IsJson(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start.IsEmpty || start[0] is '{' or '[' || start.StartsWith("//") || start.StartsWith("/*");
    }

    private static bool IsDeepSpeed(string text)
    {
        // Problems of the text are noted by the reader that is chosen.
        if (JsonInput.Parse(text, new InputProblems()) is not { Kind: JsonValueKind.Object } root)
        {
            return false;
        }

        foreach (string member in DeepSpeedMembers)
        {
            if (root.Element.TryGetProperty(member, out _))
            {
                return true;
            }
        }

        return (root.Element.TryGetProperty("bf16", out JsonElement format) || root.Element.TryGetProperty("fp16", out format)) && format.ValueKind == JsonValueKind.Object;
    }
}
