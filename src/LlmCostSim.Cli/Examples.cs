using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LlmCostSim.Cli;

/// <summary>Command lines to copy, below the help of each verb.</summary>
internal static class Examples
{
    private const string Resource = "help/examples.txt";

    /// <summary>Every verb with its command lines, comments included.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> All()
    {
        using var reader = new StringReader(EmbeddedText.Read(Resource));
        var all = new Dictionary<string, IReadOnlyList<string>>();
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(' '))
            {
                lines.Add(line.Trim());
            }
            else if (!line.StartsWith('#'))
            {
                all[line] = lines = [];
            }
        }

        return all;
    }

    /// <summary>Adds them to the help; they are read only when help is asked for.</summary>
    /// <param name="root">The tool.</param>
    /// <param name="width">Columns that help may take.</param>
    public static void AddTo(RootCommand root, int width)
    {
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction usual } help)
        {
            usual.MaxWidth = width;
            help.Action = new HelpWithExamples(usual);
        }
    }

    private sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = usual.Invoke(parseResult);
            if (All().TryGetValue(parseResult.CommandResult.Command.Name, out var lines))
            {
                var output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (var line in lines)
                {
                    output.WriteLine("  " + line);
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
