using System.CommandLine;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost completion SHELL</c>: a script by which a shell completes verbs, options, models and GPUs; it asks the tool itself.
/// </summary>
internal static class CompletionVerb
{
    private const string Folder = "completion/";

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "powershell");
        var command = new Command(
            "completion",
            "Prints a script for your shell's start-up file: completion of verbs, options, models and GPUs."
        )
        {
            shell,
        };
        command.SetAction(result =>
        {
            terminal.Output.Write(EmbeddedText.Read($"{Folder}{result.GetRequiredValue(shell)}.txt"));
            return ExitCode.Success;
        });
        return command;
    }
}
