using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Interop;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;

namespace LlmCostSim.Cli;

/// <summary>Finds and reads scenario files: a path, <c>-</c> for standard input, or the name of a shipped scenario.</summary>
internal static class ScenarioFiles
{
    /// <summary>Folder of the shipped scenarios, beside the tool.</summary>
    public static string Shipped => Path.Combine(AppContext.BaseDirectory, "scenarios");

    /// <summary>Names of the shipped scenarios.</summary>
    public static IEnumerable<string> ShippedNames =>
        Directory.Exists(Shipped)
            ? Directory.GetFiles(Shipped, "*.json").Select(static f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)
            : [];

    /// <summary>Reads one scenario; its problems carry the file's name.</summary>
    /// <param name="path">Path, <c>-</c>, or shipped name.</param>
    /// <param name="terminal">Standard input.</param>
    /// <param name="trace">Requests in place of a serving scenario's arrivals and lengths; usually none.</param>
    /// <exception cref="InvalidInputException">Something is wrong with it.</exception>
    public static Scenario Read(string path, Terminal terminal, IReadOnlyList<TraceRequest>? trace = null)
    {
        var file = Locate(path);
        var text = ReadText(file, terminal);
        var problems = new InputProblems();
        var scenario = Reader(file, terminal, trace).Read(text, problems);
        return scenario ?? throw Wrong(path, problems);
    }

    /// <summary>Reads one scenario, or a JSON array of them, from standard input; the problems of an array's carry their number.</summary>
    /// <param name="terminal">Standard input.</param>
    /// <exception cref="InvalidInputException">Something is wrong with one of them.</exception>
    public static IReadOnlyList<Scenario> ReadOneOrMore(Terminal terminal)
    {
        var text = ReadText("-", terminal);
        var problems = new InputProblems();
        if (JsonInput.Parse(text, problems) is not { Kind: JsonValueKind.Array } array)
        {
            return Reader("-", terminal).Read(text, problems = new InputProblems()) is { } only ? [only] : throw Wrong("-", problems);
        }

        var scenarios = new List<Scenario>();
        foreach (var item in array.AsArray() ?? [])
        {
            var own = new InputProblems();
            if (Reader("-", terminal).Read(item.Element.GetRawText(), own) is { } scenario)
            {
                scenarios.Add(scenario);
            }

            foreach (var problem in own)
            {
                problems.Add(item.Path + (problem.Path.StartsWith('$') ? problem.Path[1..] : $": {problem.Path}"), problem.Message);
            }
        }

        return problems.Count == 0 ? scenarios : throw Wrong("-", problems);
    }

    /// <summary>The scenario with a measured job of the same machine.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="path">File with what was measured, and on which job.</param>
    /// <param name="terminal">Standard input, and hardware of the user's own.</param>
    /// <exception cref="InvalidInputException">Something is wrong with the file.</exception>
    public static Scenario WithMeasured(Scenario scenario, string path, Terminal terminal)
    {
        var problems = new InputProblems();
        var given = JsonInput.Parse(ReadText(path, terminal), problems) is { } root
            ? MeasuredPointInput.Give(root, Reader(path, terminal), scenario)
            : null;
        return given is not null && problems.Count == 0 ? given : throw Wrong(path, problems);
    }

    /// <summary>The files that an argument of <c>compare</c> names: itself, or all of a folder in the order of their names.</summary>
    /// <param name="path">Path, or shipped name.</param>
    public static IReadOnlyList<string> Expand(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.Combine(Shipped, path);
        return !File.Exists(path) && Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal)]
            : [path];
    }

    /// <summary>A reader whose Hugging Face paths and accelerator files are relative to the scenario's folder.</summary>
    /// <param name="file">The scenario's path; empty for standard input.</param>
    /// <param name="terminal">Knows the accelerators and stacks of the user's own.</param>
    /// <param name="trace">Requests in place of a serving scenario's arrivals and lengths; usually none.</param>
    public static ScenarioReader Reader(string file, Terminal terminal, IReadOnlyList<TraceRequest>? trace = null) =>
        new()
        {
            Trace = trace,
            MostRequests = terminal.MostRequests,
            Hardware = terminal.Hardware,
            Stacks = terminal.OwnStacks,
            HuggingFace = (path, problems) => HuggingFace(file, path, problems),
            HardwareFile = (path, problems) => HardwareFiles.Read(file, path, problems),
        };

    /// <summary>The text of a file, or of standard input.</summary>
    /// <param name="path">Path, or <c>-</c>.</param>
    /// <param name="terminal">Standard input.</param>
    public static string ReadText(string path, Terminal terminal)
    {
        if (path == "-")
        {
            return ReadAll(terminal.Input, path);
        }

        return ReadFile(path, path);
    }

    /// <summary>The text of a file.</summary>
    /// <param name="path">Path.</param>
    /// <param name="name">What problems call it.</param>
    /// <exception cref="InvalidInputException">There is no such file, it is a folder, or larger than <see cref="JsonInput.MaxLength"/>.</exception>
    public static string ReadFile(string path, string name)
    {
        using var reader = Open(path);
        return ReadAll(reader, name);
    }

    /// <summary>Problems of a file, each with the file's name before its place.</summary>
    /// <param name="path">The file as the command line names it.</param>
    /// <param name="problems">What is wrong with it.</param>
    public static InvalidInputException Wrong(string path, IEnumerable<InputProblem> problems) =>
        new([.. problems.Select(p => p with { Path = $"{path}: {p.Path}" })]);

    /// <summary>Opens a text file for reading.</summary>
    /// <param name="path">Path.</param>
    /// <exception cref="InvalidInputException">There is no such file, or it is a folder.</exception>
    public static StreamReader Open(string path) =>
        File.Exists(path)
            ? new StreamReader(path, System.Text.Encoding.UTF8, true, 65536)
            : throw new InvalidInputException([
                new InputProblem(path, Directory.Exists(path) ? "is a folder, not a file" : "no such file"),
            ]);

    private static ModelSpec? HuggingFace(string scenario, string path, InputProblems problems)
    {
        var full = Path.Combine(Path.GetDirectoryName(scenario) ?? "", path);
        try
        {
            using var reader = new StreamReader(Directory.Exists(full) ? Path.Combine(full, "config.json") : full);
            var import = HuggingFaceConfigReader.Read(ReadAll(reader, path));
            problems.AddRange(import.Errors);

            return import.Model;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add("$", exception.Message);
            return null;
        }
    }

    /// <summary>The file that an argument names.</summary>
    /// <param name="path">Path, <c>-</c>, or shipped name.</param>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public static string Locate(string path)
    {
        if (path == "-" || File.Exists(path))
        {
            return path;
        }

        if (Directory.Exists(path))
        {
            throw new InvalidInputException([new InputProblem(path, "is a folder, not a file")]);
        }

        var shipped = Path.Combine(Shipped, Path.ChangeExtension(path, ".json"));
        if (path.AsSpan().IndexOfAny('/', '\\') < 0 && File.Exists(shipped))
        {
            return shipped;
        }

        throw new InvalidInputException([
            new InputProblem(path, $"no such file, and no shipped scenario of that name{NearestName.Hint(path, ShippedNames)}"),
        ]);
    }

    // Reads at most one character more than is accepted, so that a huge file costs no more memory than a large one.
    private static string ReadAll(TextReader reader, string path)
    {
        var buffer = new char[65536];
        var text = new System.Text.StringBuilder();
        int read;
        while ((read = reader.Read(buffer, 0, buffer.Length)) > 0)
        {
            text.Append(buffer, 0, read);
            if (text.Length > JsonInput.MaxLength)
            {
                throw new InvalidInputException([new InputProblem(path, $"larger than {JsonInput.MaxLength} characters")]);
            }
        }

        return text.ToString();
    }
}
