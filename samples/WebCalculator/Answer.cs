using System.Net.Mime;
using System.Text;
using LlmCostSim.Input;
using LlmCostSim.Reporting;

namespace WebCalculator;

/// <summary>An answer as the library writes it: a JSON document and a status.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The document.</param>
internal sealed record Answer(int Status, string Json)
{
    /// <summary>Everything that is wrong with the input, each with its JSON path.</summary>
    public static Answer Bad(IReadOnlyList<InputProblem> problems, int status = StatusCodes.Status400BadRequest) =>
        new(status, ErrorsJson.ToText(problems));

    /// <summary>One thing that is wrong.</summary>
    public static Answer Bad(string place, string message, int status = StatusCodes.Status400BadRequest) =>
        Bad([new InputProblem(place, message)], status);

    public IResult Result() => Results.Text(Json, MediaTypeNames.Application.Json, Encoding.UTF8, Status);
}
