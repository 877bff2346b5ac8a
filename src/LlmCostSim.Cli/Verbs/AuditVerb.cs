using System.CommandLine;
using LlmCostSim.Auditing;
using LlmCostSim.Cli.Output;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary><c>llmcost audit CLAIM.json [--json]</c>: is a published claim physically possible, plausible, consistent?</summary>
internal static class AuditVerb
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("claim")
        {
            Description = "Claim file, '-' for standard input, or the id of a shipped claim.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var shipped = new Option<bool>("--shipped") { Description = "Audit the published claims that ship with the tool, as a table." };
        var command = new Command("audit", "Is a published training or memory claim physically possible, plausible, consistent?")
        {
            file,
            shipped,
        };
        var output = new OutputOptions(command);
        command.SetAction(result =>
            result.GetValue(shipped)
                ? RunShipped((json, document) => output.Write(result, terminal, json, document))
                : Run(terminal, result.GetValue(file), (json, document) => output.Write(result, terminal, json, document))
        );
        return command;
    }

    private static int Run(Terminal terminal, string? file, Action<Func<string>, Func<Document>> write)
    {
        if (file is null)
        {
            throw new InvalidInputException([new InputProblem("audit", "give a claim file, '-', the id of a shipped claim, or --shipped")]);
        }

        var problems = new InputProblems();
        var claim = Read(file, terminal, problems) ?? throw ScenarioFiles.Wrong(file, problems);
        var result = new Auditor().Audit(claim);
        write(() => AuditJson.ToText(result), () => AuditPage.Of(claim, result));
        return result.Verdict is AuditVerdict.Impossible or AuditVerdict.Inconsistent ? ExitCode.Infeasible : ExitCode.Success;
    }

    private static Claim? Read(string file, Terminal terminal, InputProblems problems)
    {
        if (file != "-" && !File.Exists(file))
        {
            var known =
                ShippedClaims.Find(file)
                ?? throw new InvalidInputException([
                    new InputProblem(
                        file,
                        $"no such file, and no shipped claim of that name{NearestName.Hint(file, ShippedClaims.All.Select(static c => c.Id))}"
                    ),
                ]);
            return new ClaimReader().Read(known.Claim, problems);
        }

        return new ClaimReader { Scenarios = ScenarioFiles.Reader(file == "-" ? "" : file, terminal) }.Read(
            ScenarioFiles.ReadText(file, terminal),
            problems
        );
    }

    private static int RunShipped(Action<Func<string>, Func<Document>> write)
    {
        var auditor = new Auditor();
        var reader = new ClaimReader();
        KeyValuePair<ShippedClaim, AuditResult>[] results =
        [
            .. ShippedClaims.All.Select(claim => KeyValuePair.Create(claim, auditor.Audit(reader.Read(claim.Claim)))),
        ];
        write(() => AuditJson.ToText(results), () => AuditPage.Of(results));
        return results.All(static pair => pair.Key.Expected == pair.Value.Verdict) ? ExitCode.Success : ExitCode.Infeasible;
    }
}
