using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Explaining;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting.Pages;

/// <summary>One scenario and what the simulator says about it.</summary>
internal static class EstimatePage
{
    private static readonly Column[] Figures = [new("figure"), Column.Number("value"), new("unit")];

    /// <summary>The page.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="report">Its report.</param>
    /// <param name="pictures">Charts that need more than the report, such as the replay of the pipeline; drawn after those that do
    /// not.</param>
    public static Document Of(Scenario scenario, Report report, params IEnumerable<Picture> pictures)
    {
        var blocks = new List<Block>
        {
            new Heading(ScenarioText.Title(scenario)),
            new Paragraph(ScenarioText.Describe(scenario)),
            Verdict(report),
        };
        switch (report)
        {
            case TrainingReport { Step.Total.TotalSeconds: > 0 } training:
                blocks.AddRange(TrainingBlocks.Of(training));
                break;
            case InferenceReport { Estimate.EndToEnd.TotalSeconds: > 0 } inference:
                blocks.AddRange(InferenceBlocks.Of(inference));
                break;
            case ServingReport { Result: { } result } serving:
                blocks.AddRange(ServingBlocks.Of(serving, result));
                break;
        }

        blocks.AddRange(pictures);
        if (report.Assumptions.Count > 0)
        {
            blocks.Add(new Heading("Assumptions"));
            blocks.Add(new Bullets([.. report.Assumptions.Select(static assumption => assumption.Text)]));
        }

        return new Document($"{ScenarioText.Title(scenario)}: {report.Kind} estimate", blocks, Data(report));
    }

    /// <summary>Whether it fits, and if not, why.</summary>
    public static Paragraph Verdict(Report report) =>
        report.Feasible
            ? new Paragraph("", "feasible", Tone.Good)
            : new Paragraph(string.Join("; ", report.Reasons), "infeasible:", Tone.Bad);

    private static Table Data(Report report) =>
        new(
            Figures,
            [
                ["feasible", report.Feasible ? "true" : "false", ""],
                .. FigureExplanation.List(report).Select(static f => (IReadOnlyList<Cell>)[f.Path, new Cell("", f.Value), f.Text.Unit]),
            ]
        );
}
