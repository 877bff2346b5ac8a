using System.CommandLine;
using System.Text.Json;
using LlmCostSim.Cli.Import;
using LlmCostSim.Input;
using LlmCostSim.Interop;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost import PATH… [--gpu NAME] [--count N] [--set MEMBER=VALUE] [--out FILE] [--json]</c>: what others' files say, as a scenario
/// or the part of one.
/// </summary>
internal static class ImportVerb
{
    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("path")
        {
            Arity = ArgumentArity.OneOrMore,
            Description =
                "Files of other tools (docs/import.md lists the kinds), '-' for standard input, or the folder of a checkpoint. Of several files the later ones count.",
        }.WithoutOptions();
        var kind = new Option<string?>("--kind")
        {
            Description = "Kind of the files, where their content does not tell: " + string.Join(", ", ConfigurationImporter.Kinds) + ".",
        };
        kind.AcceptOnlyFromAmong([.. ConfigurationImporter.Kinds]);
        var purpose = new Option<string?>("--as")
        {
            Description = "What the scenario is about, where the files do not tell: training or inference.",
        };
        purpose.AcceptOnlyFromAmong("training", "inference");
        var gpu = new Option<string?>("--gpu") { Description = "Accelerator that completes the scenario." }.WithAccelerators();
        var count = new Option<int?>("--count") { Description = "How many accelerators; by default what the files say." };
        var perNode = new Option<int?>("--per-node") { Description = "Accelerators of a node; by default what the files say." };
        var set = new Option<string[]>("--set")
        {
            Description = "A member of the scenario as MEMBER=VALUE, such as workload.examples=52000; replaces what the files say.",
        };
        var output = new Option<string?>("--out") { Description = "File to write; standard output by default." };
        var json = CommonOptions.Json();
        var command = new Command("import", "Files of other tools as a scenario, with warnings for what was ignored.")
        {
            paths,
            kind,
            purpose,
            gpu,
            count,
            perNode,
            set,
            output,
            json,
        };
        command.SetAction(result =>
        {
            var completion = new ImportCompletion
            {
                Accelerator = result.GetValue(gpu),
                Count = Positive("--count", result.GetValue(count)),
                PerNode = Positive("--per-node", result.GetValue(perNode)),
                Kind = result.GetValue(purpose),
                Members = [.. (result.GetValue(set) ?? []).Select(ReadMember)],
            };
            return Run(
                terminal,
                result.GetRequiredValue(paths),
                result.GetValue(kind),
                completion,
                result.GetValue(output),
                result.GetValue(json)
            );
        });
        return command;
    }

    private static int Run(Terminal terminal, string[] paths, string? kind, ImportCompletion completion, string? output, bool json)
    {
        var files = new ImportFiles(terminal, kind);
        foreach (var path in paths)
        {
            files.Add(path);
        }

        // One file's places need no name before them.
        var import = files.Files is [var only] && only.Result.Succeeded ? only.Result : ImportMerger.Merge(files.Files);
        if (!import.Succeeded)
        {
            throw new InvalidInputException(import.Errors);
        }

        var whole = ScenarioCompleter.Complete(import, completion);
        Write(terminal, output, json ? ImportJson.ToText(whole) : ImportJson.ToScenario(whole));
        foreach (var conflict in whole.Conflicts)
        {
            terminal.Error.WriteLine($"conflict: {conflict}");
        }

        foreach (var warning in whole.Warnings)
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }

        foreach (var missing in Missing(terminal, ImportJson.ToScenario(whole), output))
        {
            terminal.Error.WriteLine($"before it can be estimated: {missing}");
        }

        return ExitCode.Success;
    }

    private static void Write(Terminal terminal, string? output, string text)
    {
        if (output is null)
        {
            terminal.Output.WriteLine(text);
        }
        else
        {
            File.WriteAllText(output, text + "\n");
        }
    }

    // The files of others are rarely a whole scenario; what --gpu and --set have to add is what reading it would complain of.
    private static InputProblems Missing(Terminal terminal, string scenario, string? output)
    {
        var problems = new InputProblems();
        ScenarioFiles.Reader(output ?? "", terminal).Read(scenario, problems);
        return problems;
    }

    private static int? Positive(string name, int? value) =>
        value is null or (>= 1 and <= 10_000_000)
            ? value
            : throw new InvalidInputException([new InputProblem(name, "has to be between 1 and 10000000")]);

    // A value that is no JSON is a text: --set model=llama-2-7b.
    private static (string Path, string Json) ReadMember(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw new InvalidInputException([
                new InputProblem("--set", $"'{JsonInput.Short(text)}' is not of the form MEMBER=VALUE, such as workload.examples=52000"),
            ]);
        }

        var value = text[(equals + 1)..];
        try
        {
            using var document = JsonDocument.Parse(value);
            return (text[..equals], value);
        }
        catch (JsonException)
        {
            return (text[..equals], ImportDraft.Quote(value));
        }
    }
}
