using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli;

/// <summary>Accelerator files of the user's own, as <c>calibrate</c> writes them.</summary>
internal static class HardwareFiles
{
    private const string Option = "--hardware";

    /// <summary>The option that every verb has; its files are read before the verb begins.</summary>
    public static System.CommandLine.Option<string[]> CreateOption() =>
        new(Option)
        {
            Description = "JSON file of an accelerator of your own, as calibrate writes it; scenarios and rows may then name it by its id.",
            Recursive = true,
            AllowMultipleArgumentsPerToken = false,
        };

    /// <summary>Whether an argument names a file and not an accelerator of the catalogue.</summary>
    public static bool IsFile(string name) => name.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The terminal with the accelerators and stacks of all <c>--hardware</c> files of a command line.</summary>
    /// <exception cref="InvalidInputException">Something is wrong with a file.</exception>
    public static Terminal WithFiles(Terminal terminal, string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var file =
                args[i].StartsWith(Option + "=", StringComparison.Ordinal) ? args[i][(Option.Length + 1)..]
                : args[i] == Option && i + 1 < args.Length ? args[i + 1]
                : null;
            if (file is not null)
            {
                var read = HardwareFile.Read(ScenarioFiles.ReadText(file, terminal), file);
                terminal = terminal with
                {
                    Hardware = terminal.Hardware.With(read.Accelerator),
                    OwnStacks = [.. terminal.OwnStacks, .. read.Stacks],
                };
            }
        }

        return terminal;
    }

    /// <summary>Reads the accelerator file that a scenario names, relative to the scenario.</summary>
    public static HardwareFile? Read(string scenario, string path, InputProblems problems)
    {
        try
        {
            return HardwareFile.Read(ScenarioFiles.ReadFile(Path.Combine(Path.GetDirectoryName(scenario) ?? "", path), path), path);
        }
        catch (InvalidInputException invalid)
        {
            problems.AddRange(invalid.Problems);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add("$.cluster.accelerator.file", exception.Message);
        }

        return null;
    }
}
