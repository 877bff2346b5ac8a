using System.CommandLine;
using LlmCostSim.Cli.Mcp;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost mcp</c>: a Model Context Protocol server on standard input and output.</summary>
internal static class McpVerb
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "mcp",
            "Serves estimates, plans and audits to assistants: a Model Context Protocol server on standard input and output."
        );
        command.SetAction(
            async (_, cancellation) =>
            {
                await using var input = Console.OpenStandardInput();
                await using var output = Console.OpenStandardOutput();
                await McpServing.RunAsync(terminal, input, output, cancellation).ConfigureAwait(false);
                return ExitCode.Success;
            }
        );
        return command;
    }
}
