using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LlmCostSim.Cli.Tests;

/// <summary>The tool's own process as a server, asked by a real client over standard input and output.</summary>
public sealed class McpServer : IAsyncLifetime
{
    /// <summary>Tests that share one server, one after the other.</summary>
    public const string Collection = "mcp";

    private McpClient client = null!;

    // The client's own patience is 5 s for its first question: where a busy machine starts the server later than that, the client greets it
    // in the older way as well, and the server, which has answered the first question by then, refuses.
    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(ToolProcess.Patience);
        client = await McpClient.CreateAsync(
            new StdioClientTransport(
                new StdioClientTransportOptions
                {
                    Name = "llmcost",
                    Command = "dotnet",
                    Arguments = [ToolProcess.Dll, "mcp"],
                }
            ),
            new McpClientOptions { InitializationTimeout = ToolProcess.Patience, DiscoverProbeTimeout = ToolProcess.Patience },
            cancellationToken: patience.Token
        );
    }

    public async Task DisposeAsync() => await client.DisposeAsync();

    /// <summary>The tools that it offers.</summary>
    public async Task<IList<McpClientTool>> Tools()
    {
        using var patience = new CancellationTokenSource(ToolProcess.Patience);
        return await client.ListToolsAsync(cancellationToken: patience.Token);
    }

    /// <summary>The text of an answer, which must be none.</summary>
    public async Task<string> Refusal(string tool, Dictionary<string, object?> arguments) => await Call(tool, arguments, refused: true);

    /// <summary>The text of an answer, which must not be a refusal.</summary>
    public async Task<string> Answer(string tool, Dictionary<string, object?> arguments) => await Call(tool, arguments, refused: false);

    /// <summary>The document of an answer.</summary>
    public async Task<JsonElement> Document(string tool, Dictionary<string, object?> arguments) =>
        Tool.Parse(await Answer(tool, arguments));

    private async Task<string> Call(string tool, Dictionary<string, object?> arguments, bool refused)
    {
        using var patience = new CancellationTokenSource(ToolProcess.Patience);
        var result = await client.CallToolAsync(tool, arguments, cancellationToken: patience.Token);
        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.True((result.IsError ?? false) == refused, text);
        return text;
    }

    /// <summary>Starts the server with the first test of the collection and ends it after the last.</summary>
    [CollectionDefinition(Collection)]
    public sealed class Definition : ICollectionFixture<McpServer>;
}
