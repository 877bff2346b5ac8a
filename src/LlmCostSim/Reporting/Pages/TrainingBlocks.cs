using System.Globalization;
using LlmCostSim.Reporting.Charts;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The parts of a training report.</summary>
internal static class TrainingBlocks
{
    private const int MostRemedies = 4;

    /// <summary>Columns of the terms of a breakdown.</summary>
    public static IReadOnlyList<Column> Terms { get; } = [new("term"), Column.Number("amount"), Column.Number("share"), Column.Bars];

    public static IEnumerable<Block> Of(TrainingReport report)
    {
        foreach (var remedy in Remedies(report))
        {
            yield return remedy;
        }

        foreach (var block in Memory(report.Memory))
        {
            yield return block;
        }

        yield return new Heading("Step", $"{Show.Of(report.Step.Total)}, as exposed time on the critical stage");
        yield return new Picture(() => StepChart(report));
        yield return Step(report);
        yield return new Heading("Result", "with the range from 10 % to 90 %");
        yield return Summary(report);
    }

    // What makes a plan fit; where nothing does, what comes nearest.
    private static IEnumerable<Block> Remedies(TrainingReport report)
    {
        if (report.Remedies.Count > 0)
        {
            yield return new Table(
                [
                    new Column("remedy"),
                    new Column("change") { Wraps = true },
                    Column.Number("memory", "bytes"),
                    Column.Number("step", "seconds"),
                ],
                [
                    .. report
                        .Remedies.Take(MostRemedies)
                        .Select(static remedy =>
                            (IReadOnlyList<Cell>)
                                [
                                    remedy.Fits ? new Cell("would fit").In(Tone.Good) : new Cell("not enough").In(Tone.Caution),
                                    remedy.Change,
                                    Cell.Of(remedy.Needs),
                                    Cell.Of(remedy.StepTime),
                                ]
                        ),
                ]
            );
        }
    }

    private static IEnumerable<Block> Memory(MemoryReport memory)
    {
        foreach (
            var block in MemoryBlocks.Of(
                BreakdownTerms.Of(memory.Breakdown),
                memory.PerGpu,
                memory.Capacity,
                $", peak on stage {memory.PeakStage} {memory.PeakAt}"
            )
        )
        {
            yield return block;
        }

        yield return new Paragraph($"allocated {Show.Of(memory.Allocated)}, reserved {Show.Of(memory.Reserved)}");
    }

    private static WaterfallChart StepChart(TrainingReport report) =>
        new("step", "One optimizer step", "step", [.. BreakdownTerms.Of(report.Step).Select(static t => (t.Name, t.Time))]);

    private static Table Step(TrainingReport report) =>
        new(
            Terms,
            [
                .. BreakdownTerms
                    .Of(report.Step)
                    .Where(static t => t.Always || t.Time.TotalSeconds > 0)
                    .Select(t =>
                        (IReadOnlyList<Cell>)
                            [t.Name, Cell.Of(t.Time), Cell.Percent(t.Time / report.Step.Total), Cell.Bar(t.Time / report.Step.Total)]
                    ),
            ]
        )
        {
            Headers = false,
        };

    private static Table Summary(TrainingReport report)
    {
        var (speed, run, interval) = (report.Throughput, report.Run, report.Interval);
        var rows = new List<IReadOnlyList<Cell>>();
        void Add(string name, string value, string range = "") => rows.Add([name, value, range]);
        Add("step", Show.Of(report.Step.Total), Ranges.Seconds(interval.StepSeconds));
        Add("memory per GPU", Show.Of(report.Memory.PerGpu), Ranges.Bytes(interval.PerGpuBytes));
        Add("throughput", $"{Show.Whole(speed.TokensPerSecond)} tokens/s");
        Add("model arithmetic", $"{Show.Digits(speed.ModelTflopsPerGpu)} TFLOP/s per GPU");
        Add("MFU, HFU", $"{Show.Percent(speed.Mfu)}, {Show.Percent(speed.Hfu)}");
        if (run.Steps > 0)
        {
            Add("run", $"{Show.Of(run.Time)}, {Counted.Of(run.Steps, "step")}");
            if (run.Checkpoints is { } checkpoints)
            {
                Add("goodput", Show.Percent(run.Goodput));
                Add("failures", $"one every {Show.Of(checkpoints.MeanTimeBetweenFailures)}");
                Add("checkpoints", $"{Show.Of(checkpoints.CheckpointTime)} every {Show.Of(checkpoints.Interval)}");
                Add(
                    "Young, Daly",
                    $"{Show.Of(checkpoints.Young)}, {Show.Of(checkpoints.Daly)}; goodput less by {Loss(checkpoints.YoungLoses)}, {Loss(checkpoints.DalyLoses)}"
                );
            }

            Add(
                "GPU-hours",
                Show.Count(run.GpuHours.TotalHours) + " GPU-h",
                Ranges.Of(interval.GpuHours, static v => Show.Count(v) + " GPU-h")
            );
            Add("cost", Show.Of(run.Cost), Ranges.Of(interval.Cost, v => Show.Of(new Money(v, run.Cost.Currency))));
            Add("energy, carbon", $"{Show.Digits(run.Energy.TotalMegawattHours)} MWh, {Show.Digits(run.CarbonTonnes)} t CO2e");
        }

        return new Table([new Column("figure"), new Column("value") { Wraps = true }, new Column("10 % to 90 %") { Wraps = true }], rows)
        {
            Headers = false,
        };
    }

    private static string Loss(double share) =>
        share < 1e-5 ? "nothing" : (100 * share).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
