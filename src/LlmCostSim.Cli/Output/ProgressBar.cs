using System.Globalization;

namespace LlmCostSim.Cli.Output;

/// <summary>The share of long work that is done, as a bar on one line of standard error that is written over and finally cleared.</summary>
/// <param name="error">Where a person looks.</param>
/// <param name="doing">What takes long, as a participle: <c>searching</c>.</param>
internal sealed class ProgressBar(TextWriter error, string doing) : IProgress<double>, IDisposable
{
    private const int Width = 30;

    private readonly Lock writing = new();
    private int shown = -1;

    /// <summary>A bar where a person looks at standard error, else none.</summary>
    /// <param name="terminal">Knows whether somebody looks.</param>
    /// <param name="doing">What takes long.</param>
    public static ProgressBar? On(Terminal terminal, string doing) =>
        terminal.ErrorIsWatched ? new ProgressBar(terminal.Error, doing) : null;

    /// <summary>Draws the bar where it has grown by a percent.</summary>
    /// <param name="value">Share that is done, 0 to 1.</param>
    public void Report(double value)
    {
        var percent = (int)(Math.Clamp(value, 0, 1) * 100);
        lock (writing)
        {
            if (percent > shown)
            {
                shown = percent;
                error.Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"\r{doing} {new string('█', percent * Width / 100).PadRight(Width, '░')} {percent,3} %"
                    )
                );
            }
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (shown >= 0)
        {
            error.Write($"\r{new string(' ', doing.Length + Width + 7)}\r");
            shown = -1;
        }
    }
}
