using System.Text.Json;
using LlmCostSim.Input;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LlmCostSim.Cli.Mcp;

/// <summary>
/// A tool that looks at its arguments first: those that are missing, not known or of another type are named, all at once, where the SDK
/// would say no more than that an error occurred.
/// </summary>
/// <param name="tool">The tool.</param>
internal sealed class CheckedTool(McpServerTool tool) : DelegatingMcpServerTool(tool)
{
    /// <inheritdoc/>
    public override ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request,
        CancellationToken cancellationToken = default
    )
    {
        var problems = Problems(ProtocolTool.InputSchema, request.Params?.Arguments ?? new Dictionary<string, JsonElement>());
        return problems.Count > 0
            ? ValueTask.FromResult(VerbCall.Refuse(string.Join('\n', problems)))
            : base.InvokeAsync(request, cancellationToken);
    }

    /// <summary>What is wrong with arguments.</summary>
    /// <param name="schema">The schema of the tool's input.</param>
    /// <param name="arguments">Arguments by name.</param>
    public static List<string> Problems(JsonElement schema, IDictionary<string, JsonElement> arguments)
    {
        var known = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value)
            : [];
        var problems = new List<string>();
        foreach (var (name, value) in arguments)
        {
            if (!known.TryGetValue(name, out var expected))
            {
                problems.Add($"{JsonInput.Short(name)}: no such argument; known: {Listed(known.Keys)}{NearestName.Hint(name, known.Keys)}");
            }
            else if (Types(expected) is { Length: > 0 } types && !types.Any(type => Is(value, type)))
            {
                problems.Add($"{name}: must be {Listed(types.Select(static type => Words(type)))}");
            }
        }

        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(static n => n.GetString()!) : [];
        problems.AddRange(
            required
                .Where(name => !arguments.ContainsKey(name) || arguments[name].ValueKind == JsonValueKind.Null)
                .Select(name => $"{name}: is missing. {Description(known[name])}")
        );
        return problems;
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "none";

    private static string Description(JsonElement property) =>
        property.TryGetProperty("description", out var text) ? text.GetString() ?? "" : "";

    // A property without a type takes any value: documents are objects or texts.
    private static string[] Types(JsonElement property) =>
        !property.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static t => t.GetString()!)]
        : [type.GetString()!];

    private static bool Is(JsonElement value, string type) =>
        type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => true,
        };

    private static string Words(string type) =>
        type switch
        {
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            "array" => "a list",
            "object" => "an object",
            _ => type,
        };
}
