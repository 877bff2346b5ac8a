using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli.Verbs;

/// <summary>A search as the command line asks for it: over training plans, over ways to serve, or for what beats a given plan.</summary>
internal sealed class PlanJob(string path, string text, ScenarioReader reader, Estimator estimator, Terminal terminal)
{
    public int Top { get; init; }

    public bool Pareto { get; init; }

    public bool Prune { get; init; }

    public int Threads { get; init; }

    public bool Timing { get; init; }

    public (bool Found, Func<string> AsJson, Func<Document> AsDocument) Search() =>
        InferencePlanInput.Claims(text) ? SearchInference() : SearchTraining();

    public (bool Found, Func<string> AsJson, Func<Document> AsDocument) Explain()
    {
        var given =
            Read(problems => reader.Read(text, problems)) as TrainingScenario
            ?? throw new InvalidInputException([new InputProblem("--explain", "is for training scenarios")]);
        var answer = Cancellable((progress, token) => PlanExplainer.Explain(given, estimator, progress, token));
        return (answer.Best is not null, () => PlanJson.ToText(answer, Timing), () => PlanExplanationPage.Of(answer));
    }

    private (bool Found, Func<string> AsJson, Func<Document> AsDocument) SearchTraining()
    {
        var request = Asked(problems => PlanInput.Read(text, reader, problems));
        var answer = Cancellable((progress, token) => PlanSearch.Find(request, estimator, progress, token));
        return (answer.Plans.Count > 0, () => PlanJson.ToText(answer, Timing), () => PlanPage.Of(request, answer, Timing));
    }

    private (bool Found, Func<string> AsJson, Func<Document> AsDocument) SearchInference()
    {
        var request = Asked(problems => InferencePlanInput.Read(text, reader, problems));
        var answer = Cancellable((progress, token) => InferencePlanSearch.Find(request, estimator, progress, token));
        return (answer.Plans.Count > 0, () => PlanJson.ToText(answer, Timing), () => InferencePlanPage.Of(request, answer, Timing));
    }

    private T Asked<T>(Func<InputProblems, T?> read)
        where T : SearchRequest
    {
        var request = Read(read) with { Top = Top, Pareto = Pareto, Prune = Prune, Threads = Threads };
        terminal.SearchLimits?.Check(request.Clusters);
        return request;
    }

    private T Read<T>(Func<InputProblems, T?> read)
        where T : class
    {
        var problems = new InputProblems();
        return read(problems) ?? throw ScenarioFiles.Wrong(path, problems);
    }

    private T Cancellable<T>(Func<IProgress<double>?, CancellationToken, T> search) => LongWork.Run(terminal, "searching", search);
}
