using LlmCostSim.Facts;
using LlmCostSim.Hardware;

namespace LlmCostSim.Calibration;

/// <summary>
/// What an interval grows by for what was not measured: half-widths of 80 % intervals, as logarithms, each with its source.
/// </summary>
internal static class Widening
{
    private static readonly Dictionary<string, double> Widths = EmbeddedData.Read(
        "Calibration/Data/widening.json",
        facts =>
        {
            _ = facts.Text("note");
            return facts
                .List(
                    "widths",
                    item =>
                    {
                        _ = item.Text("source");
                        return (Name: item.Text("name"), Width: item.Number("width"));
                    }
                )
                .ToDictionary(item => item.Name, item => item.Width, StringComparer.Ordinal);
        }
    );

    /// <summary>Of run times beyond steps: failures, restarts, evaluation.</summary>
    public static double LostTime => Widths["lostTime"];

    /// <summary>
    /// Of the cluster: what one more table of steps may be off by on a measured stack. Every estimate has it, since no scenario can say
    /// that its machine is the measured one.
    /// </summary>
    public static double OtherCluster => Widths["otherCluster"];

    /// <summary>Of a software stack that was not measured: what all its jobs share.</summary>
    public static double OtherStack => Widths["otherStack"];

    /// <summary>Of a software stack that was not measured: what scatters from job to job.</summary>
    public static double OtherStackScatter => Widths["otherStackScatter"];

    /// <summary>Of one training step that is measured again.</summary>
    public static double RepeatedStep => Widths["repeatedStep"];

    /// <summary>Of one inference run that is measured again.</summary>
    public static double RepeatedRun => Widths["repeatedRun"];

    /// <summary>Share of the variance of a figure of inference that all runs of one model on one engine have in common, 0 to 1.</summary>
    /// <param name="quantity"><c>ttft</c>, <c>tpot</c> or <c>throughput</c>.</param>
    public static double SharedByModel(string quantity) => Widths[$"sharedByModel.{quantity}"];

    /// <summary>Of kernel constants that were measured on another accelerator.</summary>
    public static double Of(KernelTransfer transfer) =>
        transfer switch
        {
            KernelTransfer.SameDie => Widths["sameDie"],
            KernelTransfer.RelatedArchitecture => Widths["relatedArchitecture"],
            KernelTransfer.OtherVendor => Widths["otherVendor"],
            _ => 0,
        };

    /// <summary>Of a model and a cluster outside the sizes that the class was measured at.</summary>
    public static double Distance(ResidualClass measured, double hidden, double nodes)
    {
        var models =
            measured.HiddenMost > 0
                ? Math.Max(0, Math.Max(Math.Log2(hidden / measured.HiddenMost), Math.Log2(measured.HiddenLeast / hidden)))
                : 0;
        var clusters = measured.NodesMost > 0 ? Math.Max(0, Math.Log2(nodes / measured.NodesMost)) : 0;
        return Sum(models * Widths["perDoublingOfHidden"], clusters * Widths["perDoublingOfNodes"]);
    }

    /// <summary>Independent widths together.</summary>
    public static double Sum(params ReadOnlySpan<double> widths)
    {
        double squares = 0;
        foreach (var width in widths)
        {
            squares += width * width;
        }

        return Math.Sqrt(squares);
    }
}
