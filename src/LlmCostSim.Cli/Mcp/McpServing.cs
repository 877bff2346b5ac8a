using System.Reflection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LlmCostSim.Cli.Mcp;

/// <summary>Serves the tools over a pair of streams until the client goes away (Model Context Protocol, stdio transport).</summary>
internal static class McpServing
{
    private const string Instructions =
        "LlmCostSim answers whether training, fine-tuning or serving a large language model fits given hardware, how long it takes, what it costs and how sure that is. "
        + "Numbers are SI seconds and bytes; intervals are p10, p50, p90. Report the interval and the assumptions that matter along with a figure.";

    /// <summary>Serves.</summary>
    /// <param name="terminal">Accelerators and stacks of the user's own.</param>
    /// <param name="input">Requests.</param>
    /// <param name="output">Answers; nothing else may be written to it.</param>
    /// <param name="cancellation">Ends the server.</param>
    public static async Task RunAsync(Terminal terminal, Stream input, Stream output, CancellationToken cancellation)
    {
        var tools = new McpServerPrimitiveCollection<McpServerTool>();
        foreach (var tool in new McpTools(terminal).All())
        {
            tools.Add(new CheckedTool(tool));
        }

        var options = new McpServerOptions
        {
            ServerInfo = new Implementation
            {
                Name = "llmcost",
                Version =
                    typeof(McpServing).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
            },
            ServerInstructions = Instructions,
            ToolCollection = tools,
        };
        await using var transport = new StreamServerTransport(input, output, "llmcost");
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(cancellation).ConfigureAwait(false);
    }
}
