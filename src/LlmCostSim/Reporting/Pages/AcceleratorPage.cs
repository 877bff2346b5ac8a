using LlmCostSim.Hardware;
using LlmCostSim.Reporting.Documents;
using LlmCostSim.Units;

namespace LlmCostSim.Reporting.Pages;

/// <summary>The accelerators that scenarios may name.</summary>
internal static class AcceleratorPage
{
    /// <summary>All of them, a line each.</summary>
    public static Document Of(IReadOnlyList<Accelerator> accelerators)
    {
        var table = new Table(
            [
                new Column("accelerator"),
                Column.Number("16-bit peak", "TFLOP/s"),
                Column.Number("fp8 peak", "TFLOP/s", 4),
                Column.Number("usable memory", "bytes"),
                Column.Number("bandwidth", "GB/s", 1),
                Column.Number("link", "GB/s per direction", 2),
                Column.Number("per node", rank: 3),
                Column.Number("power", "W", 5),
            ],
            [.. accelerators.Select(Row)]
        );
        return new Document("Accelerators", [table], table);
    }

    /// <summary>One of them in full.</summary>
    public static Document Of(Accelerator gpu)
    {
        var facts = Table.OfFacts(
            ("dense peak", string.Join(", ", Peaks(gpu.Peak)) + " TFLOP/s"),
            ("memory", $"{Show.Of(gpu.MemoryCapacity)} {gpu.MemoryType}, usable {Show.Of(gpu.UsableMemory)}"),
            ("memory bandwidth", Rate(gpu.MemoryBandwidth)),
            ("cores", $"{gpu.SmCount} SMs, {Show.Whole(gpu.BoostClockMHz)} MHz"),
            ("board power", gpu.BoardPower.TotalWatts > 0 ? Show.Whole(gpu.BoardPower.TotalWatts) + " W" : "not published"),
            ("link in the node", $"{gpu.IntraNodeLink}, {Rate(gpu.IntraNodeBandwidth)} per direction"),
            ("host link", Rate(gpu.HostBandwidth) + " per direction"),
            ("per node", Show.Whole(gpu.PerNode)),
            ("also known as", string.Join(", ", gpu.Aliases)),
            ("notes", gpu.Notes)
        );
        return new Document(
            gpu.Id,
            [new Heading(gpu.Id, $"{gpu.Vendor} {gpu.FormFactor}"), facts, .. Origins.Of(gpu.Sources, gpu.Unverified)],
            facts
        );
    }

    private static IReadOnlyList<Cell> Row(Accelerator gpu) =>
        [
            gpu.Id,
            Peak(gpu.Peak.SixteenBit),
            Peak(gpu.Peak.Fp8),
            Cell.Of(gpu.UsableMemory),
            new Cell(Rate(gpu.MemoryBandwidth), gpu.MemoryBandwidth.GBPerSecond),
            new Cell(Rate(gpu.IntraNodeBandwidth), gpu.IntraNodeBandwidth.GBPerSecond),
            gpu.PerNode > 0 ? Cell.Whole(gpu.PerNode) : Cell.Empty,
            gpu.BoardPower.TotalWatts > 0 ? Cell.Digits(gpu.BoardPower.TotalWatts, "W") : Cell.Empty,
        ];

    private static Cell Peak(FlopRate? rate) => rate is { } known ? Cell.Digits(known.TeraflopsPerSecond, "TFLOP/s") : Cell.Empty;

    private static string Rate(ByteRate rate) => rate.BytesPerSecond > 0 ? Show.Digits(rate.GBPerSecond) + " GB/s" : "";

    private static IEnumerable<string> Peaks(PeakRates peak) =>
        peak.All.Where(static p => p.Rate is not null).Select(static p => $"{p.Name} {Show.Digits(p.Rate!.Value.TeraflopsPerSecond)}");
}
