using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

public sealed class AttentionFitTests
{
    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM-80GB");
    private static readonly AttentionLibraryConstants Library = AttentionLibraryCatalog.Default.Get("sglang-0.5.14");

    [Fact]
    public void Run_RowsOfTheModelItself_FindsThemAgain()
    {
        List<AttentionRow> rows = [.. Rows()];

        var fit = AttentionFit.Run(H100, new AttentionFitState(AttentionConstants.OfChip("h100"), [Library]), rows);

        var predicted = new double[rows.Count];
        fit.Predict(H100, rows, predicted);
        Assert.InRange(rows.Zip(predicted, (row, seconds) => Math.Abs((seconds / row.MeasuredSeconds) - 1)).Average(), 0, 0.01);
        Assert.Equal(Library.Prefill.LaunchSeconds, fit.Libraries[0].Prefill.LaunchSeconds, 0.5e-6);
        Assert.Equal(Library.Prefill.Efficiency, fit.Libraries[0].Prefill.Efficiency, 0.03);
    }

    [Fact]
    public void Write_ShippedLibraries_ReadsBackTheSame()
    {
        var text = ConstantsJson.ToText(json => AttentionLibrariesWriter.Write(json, AttentionLibraryCatalog.Default.Libraries));

        using var document = System.Text.Json.JsonDocument.Parse(text);
        var facts = new LlmCostSim.Facts.FactReader(document.RootElement, "written");
        var again = AttentionLibraryConstants.ReadAll(facts);

        Assert.Equal(
            AttentionLibraryCatalog.Default.Libraries.Select(l => (l.Id, l.Prefill, l.Decode, l.MultiHeadDecode)),
            again.Select(l => (l.Id, l.Prefill, l.Decode, l.MultiHeadDecode))
        );
    }

    private static IEnumerable<AttentionRow> Rows()
    {
        var shapes =
            from decode in new[] { false, true }
            from batch in new[] { 1, 3, 16, 100 }
            from length in new[] { 16, 100, 700, 3000, 9000 }
            from heads in new[] { 4, 16, 64 }
            from kvHeads in new[] { 1, 4 }
            select new AttentionRow
            {
                Source = Library.Sources[0],
                Format = NumberFormat.Bf16,
                IsDecode = decode,
                Batch = batch,
                QueryLength = decode ? 1 : length,
                PastLength = decode ? length : 0,
                Heads = heads,
                KvHeads = kvHeads,
                HeadDim = 128,
                Window = 0,
                MeasuredSeconds = 1,
            };
        var rows = shapes.ToList();
        var seconds = new double[rows.Count];
        new AttentionFitState(AttentionConstants.OfChip("h100"), [Library]).Predict(H100, rows, seconds);
        return rows.Zip(seconds, (row, time) => row with { MeasuredSeconds = time });
    }
}
