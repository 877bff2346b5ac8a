using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads a Megatron-LM or Megatron-DeepSpeed command line, argument file, launch script, printed list of arguments or YAML file into model,
/// strategy and workload.
/// </summary>
internal static class MegatronArgumentsReader
{
    private static readonly IReadOnlyDictionary<string, string> Reasons = IgnoredReasons.Of("megatron");

    /// <summary>Reads options, wherever they came from.</summary>
    public static void Read(CommandOptions arguments, ImportDraft draft)
    {
        if (arguments.Count == 0 && !draft.Errors.Any)
        {
            draft.Errors.Add(
                "$",
                "neither JSON nor options such as --num-layers were found; known kinds of files: "
                    + string.Join(", ", ConfigurationImporter.Kinds)
            );
        }

        ModelSpec? model = MegatronModel.Read(arguments, MegatronStrategy.ReadTensor(arguments) ?? 1);
        draft.Model = model;
        MegatronStrategy.Read(arguments, draft, model?.Layers);
        MegatronStrategy.ReadWorkload(arguments, draft);
        arguments.WarnOfUnread(Reasons);
    }
}
