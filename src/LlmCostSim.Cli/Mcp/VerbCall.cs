using System.Text.Json;
using LlmCostSim.Input;
using ModelContextProtocol.Protocol;

namespace LlmCostSim.Cli.Mcp;

/// <summary>
/// One call of a verb with <c>--json</c>, inside this process: what an assistant is told is what the command line prints, byte for byte. A
/// document goes to the verb as standard input, so no call names a file of this machine but the ones a document itself refers to.
/// </summary>
internal static class VerbCall
{
    /// <summary>Longest answer that is passed on, in characters: past it an assistant's context is full of numbers.</summary>
    public const int MaxAnswer = 200_000;

    /// <summary>Runs a verb.</summary>
    /// <param name="terminal">Accelerators and stacks of the user's own.</param>
    /// <param name="document">What the verb reads; <see langword="null"/> for verbs that read nothing.</param>
    /// <param name="args">The verb and its arguments, without <c>--json</c>.</param>
    /// <returns>
    /// The verb's JSON; an error with every problem where the input was bad. An infeasible plan is an answer, not an error.
    /// </returns>
    public static CallToolResult Run(Terminal terminal, JsonElement? document, params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var inner = terminal with { Output = output, Error = error, Input = new StringReader(Text(document)), Interactive = false };
        var code = CommandLine.Run([.. args, "--json"], inner);
        var text = output.ToString();
        if (code == ExitCode.BadInput && text.Length == 0)
        {
            text = error.ToString();
        }

        var tooLong = text.Length > MaxAnswer;
        return new CallToolResult
        {
            IsError = code == ExitCode.BadInput || tooLong,
            Content =
            [
                new TextContentBlock
                {
                    Text = tooLong ? $"the answer has {text.Length} characters, more than {MaxAnswer}; ask for less" : text.TrimEnd(),
                },
            ],
        };
    }

    /// <summary>An error without running anything.</summary>
    /// <param name="reason">What is wrong, with its place.</param>
    public static CallToolResult Refuse(string reason) => new() { IsError = true, Content = [new TextContentBlock { Text = reason }] };

    /// <summary>Documents, each an object or the text of one, as one array.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="problem">Which one is no JSON, and why; empty where all are.</param>
    public static JsonElement? Array(IReadOnlyList<JsonElement> documents, out string problem)
    {
        var texts = new string[documents.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            try
            {
                using var document = JsonDocument.Parse(Text(documents[i]), JsonInput.Lenient);
                texts[i] = document.RootElement.GetRawText();
            }
            catch (JsonException exception)
            {
                problem = $"scenarios[{i}]: not valid JSON: {exception.Message}";
                return null;
            }
        }

        problem = "";
        using var array = JsonDocument.Parse(
            $"[{string.Join(",", texts)}]",
            JsonInput.Lenient with
            {
                MaxDepth = JsonInput.MaxDepth + 1,
            }
        );
        return array.RootElement.Clone();
    }

    /// <summary>The text of a document: assistants send it as an object or, about as often, as a text.</summary>
    private static string Text(JsonElement? document) =>
        document switch
        {
            null => "",
            { ValueKind: JsonValueKind.String } text => text.GetString()!,
            { } value => value.GetRawText(),
        };
}
