using System.Globalization;

namespace LlmCostSim.Cli.Verbs;

/// <summary>The share of a search that is done, on one line that is written over and finally cleared.</summary>
internal sealed class PlanProgress(TextWriter error) : IProgress<double>
{
    private int shown = -1;

    public void Report(double value)
    {
        var percent = (int)(value * 100);
        if (percent > shown)
        {
            shown = percent;
            error.Write(string.Create(CultureInfo.InvariantCulture, $"\rsearching {percent,3} %"));
        }
    }

    public void Clear()
    {
        if (shown >= 0)
        {
            error.Write("\r                \r");
        }
    }
}
