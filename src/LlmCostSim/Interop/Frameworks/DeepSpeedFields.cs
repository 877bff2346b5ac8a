using System.Text.Json;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>The member <c>deepspeed</c> of trainers: the configuration itself, or the path of its file.</summary>
internal static class DeepSpeedFields
{
    /// <summary>Ends the warning about a file that is named and not read.</summary>
    public const string HaveItRead = "to have it read";

    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        switch (fields.Kind("deepspeed"))
        {
            case JsonValueKind.Object:
                DeepSpeedConfigReader.Read(fields.Object("deepspeed")!, draft);
                break;
            case JsonValueKind.String:
                ReadPath(fields, "deepspeed", draft);
                break;
            default:
                fields.Has("deepspeed");
                break;
        }
    }

    /// <summary>Notes the path of a DeepSpeed configuration; the stage is guessed from its name until the file itself is read.</summary>
    public static void ReadPath(ConfigFields fields, string name, ImportDraft draft)
    {
        string path = fields.Text(name) ?? "";
        string place = fields.Place(name);
        draft.Set("strategy.framework", "deepspeed", place);
        draft.Set("stated.deepSpeedFile", path, place);
        string file = path[(path.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        Sharding? stage =
            file.Contains("zero3", StringComparison.Ordinal) || file.Contains("z3", StringComparison.Ordinal) ? Sharding.Zero3
            : file.Contains("zero2", StringComparison.Ordinal) || file.Contains("z2", StringComparison.Ordinal) ? Sharding.Zero2
            : file.Contains("zero1", StringComparison.Ordinal) || file.Contains("z1", StringComparison.Ordinal) ? Sharding.Zero1
            : null;
        draft.Set("strategy.sharding", ScenarioNames.Shardings, stage, place);
        fields.Warn(
            name,
            stage is { } known
                ? $"the ZeRO stage {(int)known} is guessed from the file's name; give the file beside this one {HaveItRead}"
                : $"names another file; give it beside this one {HaveItRead}"
        );
    }
}
