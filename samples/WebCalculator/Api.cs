using System.Net.Mime;
using System.Text;

namespace WebCalculator;

/// <summary>The JSON interface: what the page uses, and anyone else may.</summary>
internal static class Api
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/api/models", static () => Choices.Models).WithSummary("The models that scenarios may name.");
        app.MapGet("/api/gpus", static () => Choices.Gpus).WithSummary("The accelerators that scenarios may name.");
        Post(app, "/api/estimate", static (calculator, json, _) => calculator.Estimate(json))
            .WithSummary("A scenario as llmcost estimate reads it; answers its report, also where the plan does not fit.");
        Post(app, "/api/plan", static (calculator, json, cancellation) => calculator.Plan(json, cancellation))
            .WithSummary(
                "A training scenario whose absent strategy members are searched; answers the five best plans, within the limits of a request."
            );
    }

    private static RouteHandlerBuilder Post(WebApplication app, string route, Func<Calculator, string, CancellationToken, Answer> ask) =>
        app.MapPost(
                route,
                async (HttpRequest request, Calculator calculator, CancellationToken cancellation) =>
                    (
                        await ReadText(request, cancellation) is { } json
                            ? ask(calculator, json, cancellation)
                            : Answer.Bad("$", $"longer than {Limits.BodyBytes} bytes", StatusCodes.Status413PayloadTooLarge)
                    ).Result()
            )
            .Accepts<object>(MediaTypeNames.Application.Json)
            .Produces<object>(StatusCodes.Status200OK, MediaTypeNames.Application.Json)
            .Produces<Errors>(StatusCodes.Status400BadRequest, MediaTypeNames.Application.Json)
            .Produces<Errors>(StatusCodes.Status413PayloadTooLarge, MediaTypeNames.Application.Json)
            .Produces<Errors>(StatusCodes.Status503ServiceUnavailable, MediaTypeNames.Application.Json);

    // Reads nothing where too much is announced, else one byte more than is accepted at most.
    private static async Task<string?> ReadText(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Limits.BodyBytes)
        {
            return null;
        }

        var buffer = new byte[Limits.BodyBytes + 1];
        var length = 0;
        while (length < buffer.Length && await request.Body.ReadAsync(buffer.AsMemory(length), cancellation) is var read and > 0)
        {
            length += read;
        }

        return length > Limits.BodyBytes ? null : Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary>The shape of an answer to bad input, for the interface's description.</summary>
    /// <param name="Problems">Each with its JSON path.</param>
    internal sealed record Errors([property: System.Text.Json.Serialization.JsonPropertyName("errors")] IReadOnlyList<string> Problems);
}
