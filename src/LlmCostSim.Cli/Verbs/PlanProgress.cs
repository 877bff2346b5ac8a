using System.Globalization;

namespace LlmCostSim.Cli.Verbs;

/// <summary>The share of a search that is done, as a bar on one line that is written over and finally cleared.</summary>
internal sealed class PlanProgress(TextWriter error) : IProgress<double>
{
    private const int Width = 30;

    private int shown = -1;

    public void Report(double value)
    {
        var percent = (int)(value * 100);
        if (percent > shown)
        {
            shown = percent;
            error.Write(string.Create(CultureInfo.InvariantCulture, $"\rsearching {new string('█', percent * Width / 100).PadRight(Width, '░')} {percent,3} %"));
        }
    }

    public void Clear()
    {
        if (shown >= 0)
        {
            error.Write($"\r{new string(' ', Width + 16)}\r");
        }
    }
}
