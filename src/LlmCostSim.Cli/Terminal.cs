using System.Globalization;
using System.Text;
using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using Spectre.Console;

namespace LlmCostSim.Cli;

/// <summary>Where a command reads and writes: the process's own streams, or a test's writers.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Everything else.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error)
{
    private const int DefaultWidth = 100;

    /// <summary>What <c>-</c> as a file name stands for.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Accelerators that scenarios and rows may name.</summary>
    public HardwareCatalog Hardware { get; init; } = HardwareCatalog.Default;

    /// <summary>Software stacks from <c>--hardware</c> files, in place of the shipped ones of the same id.</summary>
    public IReadOnlyList<SoftwareStack> OwnStacks { get; init; } = [];

    /// <summary>Whether a person looks at the results, so that colours and progress make sense.</summary>
    public bool Interactive { get; init; }

    /// <summary>Whether a person looks at standard error, so that progress makes sense; results may go to a file meanwhile.</summary>
    public bool ErrorIsWatched { get; init; }

    /// <summary>Most requests of a serving scenario; unlimited but for what the reader accepts.</summary>
    public long MostRequests { get; init; } = ServingInput.MostRequests;

    /// <summary>How much a search may take; <see langword="null"/>: as much as it asks for.</summary>
    public SearchLimits? SearchLimits { get; init; }

    /// <summary>Columns that results may take.</summary>
    public int Width { get; init; } = DefaultWidth;

    /// <summary>The process's own streams.</summary>
    public static Terminal System()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 16384);
        return new Terminal(output, Console.Error)
        {
            Input = Console.In,
            Interactive = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            ErrorIsWatched = !Console.IsErrorRedirected,
            Width = Columns(),
        };
    }

    /// <summary>A renderer of tables and bars over <see cref="Output"/>; made only for text output, since it costs time to load.</summary>
    public IAnsiConsole Renderer()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = Interactive ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = Interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(Output),
            }
        );
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static int Columns()
    {
        if (
            int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            && columns >= 40
        )
        {
            return columns;
        }

        try
        {
            return Console.IsOutputRedirected ? DefaultWidth : Math.Max(40, Console.WindowWidth);
        }
        catch (Exception exception) when (exception is IOException or PlatformNotSupportedException)
        {
            return DefaultWidth;
        }
    }
}
