using System.CommandLine;
using LlmCostSim.Input;
using LlmCostSim.Interop;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost import PATH [--json]</c>: what others' configuration says, as the matching part of a scenario.</summary>
internal static class ImportVerb
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("path") { Description = "A Hugging Face config.json (or a folder that holds one), a DeepSpeed JSON file, or a file of Megatron arguments." };
        var json = CommonOptions.Json();
        var command = new Command("import", "A configuration of another tool as the matching part of a scenario, with warnings for what was ignored.") { path, json, CommonOptions.NoTiming() };
        command.SetAction(result =>
        {
            var import = Import(result.GetRequiredValue(path), terminal);
            terminal.Output.WriteLine(ImportJson.ToText(import));
            foreach (var warning in import.Warnings)
            {
                terminal.Error.WriteLine($"warning: {warning}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static ImportResult Import(string path, Terminal terminal)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "config.json") : path;
        var import = ConfigurationImporter.Read(ScenarioFiles.ReadText(file, terminal));
        return import.Succeeded ? import : throw new InvalidInputException([.. import.Errors.Select(e => e with { Path = $"{path}: {e.Path}" })]);
    }
}
