using System.CommandLine;
using System.CommandLine.Invocation;
using LlmCostSim.Cli.Output;
using LlmCostSim.Cli.Verbs;
using LlmCostSim.Facts;
using LlmCostSim.Input;
using LlmCostSim.Reporting;

namespace LlmCostSim.Cli;

/// <summary>The command <c>llmcost</c>: finds the verb, runs it, and turns whatever goes wrong into messages and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs the tool.</summary>
    /// <param name="args">Arguments without the program's name.</param>
    /// <param name="terminal">Where to read and write.</param>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, Terminal terminal)
    {
        try
        {
            var code = args.Length == 0 ? Welcome.Show(terminal) : Dispatch(args, HardwareFiles.WithFiles(terminal, args));
            terminal.Output.Flush();
            return code;
        }
        catch (Exception exception)
        {
            TryFlush(terminal);
            if (exception is InvalidInputException invalid && OutputFormat.IsJson(args))
            {
                terminal.Output.WriteLine(ErrorsJson.ToText(invalid.Problems));
                TryFlush(terminal);
            }

            foreach (var line in Describe(exception))
            {
                terminal.Error.WriteLine(line);
            }

            return ExitCode.BadInput;
        }
    }

    private static int Dispatch(string[] args, Terminal terminal)
    {
        var root = Root(terminal);
        Examples.AddTo(root, terminal.Width);
        var result = root.Parse(args);
        if (result.Errors.Count > 0 && result.Action is ParseErrorAction or null)
        {
            WrongCommandLine.Describe(result, terminal.Error);
            return ExitCode.BadInput;
        }

        return result.Invoke(
            new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
            }
        );
    }

    internal static RootCommand Root(Terminal terminal) =>
        new(
            "Does it fit, how long, how much, which plan? Training, fine-tuning and serving of large language models, before a GPU is rented."
        )
        {
            InitVerb.Create(terminal),
            EstimateVerb.Create(terminal),
            ExplainVerb.Create(terminal),
            ReproduceVerb.Create(terminal),
            BatchVerb.Create(terminal),
            CompareVerb.Create(terminal),
            FitVerb.Create(terminal),
            AuditVerb.Create(terminal),
            PlanVerb.Create(terminal),
            SweepVerb.Create(terminal),
            ServeVerb.Create(terminal),
            BenchVerb.Create(terminal),
            ValidateVerb.Create(terminal),
            ModelsVerb.Create(terminal),
            GpusVerb.Create(terminal),
            ImportVerb.Create(terminal),
            CalibrateVerb.Create(terminal),
            McpVerb.Create(terminal),
            CompletionVerb.Create(terminal),
            CommonOptions.NoTiming(),
            HardwareFiles.CreateOption(),
        };

    private static IEnumerable<string> Describe(Exception exception) =>
        exception switch
        {
            InvalidInputException invalid => invalid.Problems.Select(static p => p.ToString()),
            OperationCanceledException => ["cancelled"],
            UnknownNameException unknown => [unknown.Message],
            IOException or UnauthorizedAccessException or NotSupportedException => [exception.Message],
            _ => [$"internal error ({exception.GetType().Name}): {exception.Message}"],
        };

    private static void TryFlush(Terminal terminal)
    {
        try
        {
            terminal.Output.Flush();
        }
        catch (IOException)
        {
            // Whoever read the results has gone (a closed pipe); there is nobody to tell.
        }
    }
}
