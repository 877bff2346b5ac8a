using LlmCostSim.Input;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting.Explaining;

/// <summary>One figure of one report, explained with the values that went into it.</summary>
/// <param name="Path">Path of the figure.</param>
/// <param name="Value">Its value.</param>
/// <param name="Text">How it comes about.</param>
/// <param name="Inputs">What went into it, as far as this report has it: path and value.</param>
/// <param name="Recomputed">The figure once more, from the explanation's expression; <see langword="null"/> where there is none, or an
/// input is missing.</param>
/// <param name="Assumptions">Those of the report's assumptions that bear on it.</param>
internal sealed record FigureExplanation(
    string Path,
    double Value,
    Explanation Text,
    IReadOnlyList<KeyValuePair<string, string>> Inputs,
    double? Recomputed,
    IReadOnlyList<Assumption> Assumptions
)
{
    /// <summary>All figures of a report, with their explanations.</summary>
    public static IReadOnlyList<(string Path, double Value, Explanation Text)> List(Report report)
    {
        var texts = Explanations.Of(report.Kind);
        return [.. ReportFigures.Of(report).Select(figure => (figure.Path, figure.Value, texts.First(text => text.Covers(figure.Path))))];
    }

    /// <summary>Explains one figure.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="report">Its report.</param>
    /// <param name="path">Path of the figure; its last part is enough where only one figure ends on it.</param>
    /// <exception cref="InvalidInputException">The report has no such figure; the nearest are suggested.</exception>
    public static FigureExplanation Of(Scenario scenario, Report report, string path)
    {
        var figures = List(report);
        var (found, value, text) = Find(figures, path);
        var values = new FigureValues(scenario, report);
        return new FigureExplanation(
            found,
            value,
            text,
            [.. text.Inputs.SelectMany(values.Find).Where(pair => pair.Key != found).DistinctBy(static pair => pair.Key)],
            text.Expression.Length > 0 ? FigureExpression.Evaluate(text.Expression, values) : null,
            [.. report.Assumptions.Where(assumption => text.Assumptions.Contains(assumption.Path))]
        );
    }

    private static (string Path, double Value, Explanation Text) Find(
        IReadOnlyList<(string Path, double Value, Explanation Text)> figures,
        string path
    )
    {
        if (figures.FirstOrDefault(figure => figure.Path == path) is { Text: not null } exact)
        {
            return exact;
        }

        var ending = figures.Where(figure => figure.Path.EndsWith("." + path, StringComparison.OrdinalIgnoreCase)).ToArray();
        return ending.Length == 1 ? ending[0] : throw Unknown(figures, path, ending.Select(static figure => figure.Path));
    }

    // A figure is often remembered by its last part: what is nearest to that counts as much as what is nearest to the whole path.
    private static InvalidInputException Unknown(
        IReadOnlyList<(string Path, double Value, Explanation Text)> figures,
        string path,
        IEnumerable<string> several
    )
    {
        string[] close = [.. several];
        if (close.Length == 0)
        {
            var last = NearestName.Of(
                path[(path.LastIndexOf('.') + 1)..],
                figures.Select(static figure => figure.Path[(figure.Path.LastIndexOf('.') + 1)..]).Distinct()
            );
            close =
            [
                .. NearestName
                    .Several(path, figures.Select(static figure => figure.Path), 2)
                    .Concat(
                        figures
                            .Select(static figure => figure.Path)
                            .Where(known => last is not null && known.EndsWith("." + last, StringComparison.Ordinal))
                            .Take(2)
                    )
                    .Distinct(),
            ];
        }

        return new InvalidInputException([
            new InputProblem(
                path,
                "no such figure in this report"
                    + (close.Length > 0 ? $"; did you mean {string.Join(", ", close)}?" : "; `llmcost explain SCENARIO` lists them")
            ),
        ]);
    }
}
