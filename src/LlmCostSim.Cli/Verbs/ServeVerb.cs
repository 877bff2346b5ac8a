using System.CommandLine;
using System.Diagnostics;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Planning;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost serve SCENARIO.json [--trace FILE.csv] [--capacity] [--json]</c>: requests simulated one by one.</summary>
internal static class ServeVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("scenario")
        {
            Description = "Serving scenario, '-' for standard input, or the name of a shipped one.",
        };
        var trace = new Option<string?>("--trace")
        {
            Description =
                "CSV of requests in place of the scenario's arrivals and lengths: TIMESTAMP,ContextTokens,GeneratedTokens or arrived_at,num_prefill_tokens,num_decode_tokens.",
        };
        var capacity = new Option<bool>("--capacity")
        {
            Description =
                "Search the fewest GPUs, or dollars, that keep the scenario's slo: replicas, tensor and pipeline ranks, accelerators.",
        };
        var command = new Command("serve", "Simulates the service of requests one by one: latencies, throughput, queue, objective, cost.")
        {
            file,
            trace,
            capacity,
        };
        var output = new OutputOptions(command, draws: true);
        command.SetAction(result =>
        {
            var requests = ReadTrace(result.GetValue(trace));
            if (result.GetValue(capacity))
            {
                var request = ReadCapacity(terminal, result.GetRequiredValue(file), requests);
                var answer = LongWork.Run(
                    terminal,
                    "searching",
                    (progress, token) => CapacitySearch.Find(request, new Estimator(), progress, token)
                );
                output.Write(
                    result,
                    terminal,
                    () => CapacityJson.ToText(answer, result.TellsTiming()),
                    () => CapacityPage.Of(request, answer, result.TellsTiming())
                );
                return answer.Best is null ? ExitCode.Infeasible : ExitCode.Success;
            }

            var scenario = Read(terminal, result.GetRequiredValue(file), requests);
            var started = Stopwatch.GetTimestamp();
            var report = LongWork.Run(terminal, "serving", (progress, token) => new Estimator().Estimate(scenario, progress, token));
            if (result.TellsTiming())
            {
                report = report with { ElapsedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
            }

            output.Write(result, terminal, () => ReportJson.ToText(report), () => EstimatePage.Of(scenario, report));
            return report.Feasible ? ExitCode.Success : ExitCode.Infeasible;
        });
        return command;
    }

    private static ServingScenario Read(Terminal terminal, string file, IReadOnlyList<TraceRequest>? trace) =>
        ScenarioFiles.Read(file, terminal, trace) as ServingScenario
        ?? throw new InvalidInputException([new InputProblem($"{file}: $.kind", "serve takes scenarios of kind serving")]);

    private static CapacityRequest ReadCapacity(Terminal terminal, string path, IReadOnlyList<TraceRequest>? trace)
    {
        var file = ScenarioFiles.Locate(path);
        var problems = new InputProblems();
        return CapacityInput.Read(ScenarioFiles.ReadText(file, terminal), ScenarioFiles.Reader(file, terminal, trace), problems)
            ?? throw ScenarioFiles.Wrong(path, problems);
    }

    private static IReadOnlyList<TraceRequest>? ReadTrace(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var problems = new InputProblems();
        using var reader = ScenarioFiles.Open(path);
        var requests = TraceReader.Read(path, reader, problems);
        problems.ThrowIfAny();
        return requests;
    }
}
