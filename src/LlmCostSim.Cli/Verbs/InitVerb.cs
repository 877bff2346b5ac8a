using System.CommandLine;
using LlmCostSim.Input;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost init [FILE] [--kind training|qlora|inference|serving|gpu]</c>: a commented scenario that runs at once, or an accelerator.
/// </summary>
internal static class InitVerb
{
    /// <summary>The template that is no scenario but an accelerator.</summary>
    public const string Gpu = "gpu";

    private const string Folder = "templates/";

    /// <summary>Kinds of files that there is a template for.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        .. typeof(InitVerb)
            .Assembly.GetManifestResourceNames()
            .Where(static n => n.StartsWith(Folder, StringComparison.Ordinal))
            .Select(static n => Path.GetFileNameWithoutExtension(n))
            .OrderDescending(StringComparer.Ordinal),
    ];

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string?>("file")
        {
            Description = "Where to write it; standard output by default.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var kind = new Option<string>("--kind")
        {
            Description = $"What the scenario is of, or a GPU of your own: {string.Join(", ", Kinds)}.",
            DefaultValueFactory = static _ => "training",
        };
        kind.AcceptOnlyFromAmong([.. Kinds]);
        kind.HelpName = "kind";
        var force = new Option<bool>("--force") { Description = "Write over a file that is there." };
        var command = new Command("init", "Writes a commented scenario to begin with, which runs as it is, or a GPU of your own.")
        {
            file,
            kind,
            force,
        };
        command.SetAction(result => Run(terminal, result.GetValue(file), result.GetRequiredValue(kind), result.GetValue(force)));
        return command;
    }

    /// <summary>The template of a kind.</summary>
    public static string Template(string kind) => EmbeddedText.Read($"{Folder}{kind}.json");

    private static int Run(Terminal terminal, string? file, string kind, bool force)
    {
        if (file is null or "-")
        {
            terminal.Output.Write(Template(kind));
            return ExitCode.Success;
        }

        if (File.Exists(file) && !force)
        {
            throw new InvalidInputException([new InputProblem(file, "is there already; --force writes over it")]);
        }

        File.WriteAllText(file, Template(kind));
        var next = kind switch
        {
            Gpu => $"llmcost gpus {file}",
            "serving" => $"llmcost serve {file}",
            _ => $"llmcost estimate {file}",
        };
        terminal.Error.WriteLine($"wrote {file}; next: {next}");
        return ExitCode.Success;
    }
}
