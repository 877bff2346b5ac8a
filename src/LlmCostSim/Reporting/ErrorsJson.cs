using LlmCostSim.Input;

namespace LlmCostSim.Reporting;

/// <summary>Writes what is wrong with an input as JSON: <c>{ "errors": [ "$.path: message", … ] }</c>.</summary>
public static class ErrorsJson
{
    /// <summary>The problems as a document.</summary>
    /// <param name="problems">What is wrong.</param>
    /// <param name="line">Line of a batch, from 1; <see langword="null"/> for a file of one document.</param>
    /// <param name="indented">Whether it is spread over lines.</param>
    public static string ToText(IReadOnlyList<InputProblem> problems, long? line = null, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return JsonText.Object(
            writer =>
            {
                if (line is { } number)
                {
                    writer.WriteNumber("line", number);
                }

                JsonText.Strings(writer, "errors", [.. problems.Select(static p => p.ToString())]);
            },
            indented
        );
    }
}
