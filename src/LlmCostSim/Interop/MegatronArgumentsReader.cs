using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>Reads a Megatron-LM or Megatron-DeepSpeed command line, argument file or launch script into model, strategy and workload.</summary>
/// <example><code>ImportResult run = MegatronArgumentsReader.Read("--num-layers 24 --hidden-size 2048 …");</code></example>
public static class MegatronArgumentsReader
{
    /// <summary>Reads the options of a text: <c>--name value</c> or <c>--name=value</c>, over any number of lines, with comments and with shell variables that the text itself sets.</summary>
    /// <param name="text">The text; bounded in size, hostile text gives errors and never an exception.</param>
    /// <returns>Model, strategy, workload, warnings and errors.</returns>
    public static ImportResult Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var errors = new InputProblems();
        var warnings = new InputProblems();
        var arguments = new MegatronArguments(text, errors, warnings);
        if (arguments.Count == 0 && !errors.Any)
        {
            errors.Add("$", "no options such as --num-layers were found");
        }

        ModelSpec? model = MegatronModel.Read(arguments, MegatronStrategy.ReadTensor(arguments) ?? 1);
        ImportedStrategy strategy = MegatronStrategy.Read(arguments, model?.Layers);
        ImportedWorkload workload = MegatronStrategy.ReadWorkload(arguments);
        arguments.WarnOfUnread();
        return new ImportResult
        {
            Format = "megatron",
            Model = errors.Any ? null : model,
            Strategy = errors.Any ? new ImportedStrategy() : strategy,
            Workload = errors.Any ? new ImportedWorkload() : workload,
            Warnings = [.. warnings],
            Errors = [.. errors],
        };
    }
}
