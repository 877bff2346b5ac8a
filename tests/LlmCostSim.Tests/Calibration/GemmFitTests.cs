using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

public sealed class GemmFitTests
{
    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM-80GB");

    // Rows that a known accelerator with a known library would show, over the sizes of transformer layers.
    private static GemmRow[] Rows(GemmConstants hardware)
    {
        var kernel = new GemmKernel(H100, hardware, GemmLibraryConstants.Default, NumberFormat.Bf16);
        int[] sizes = [64, 256, 1024, 4096, 16384];
        return
        [
            .. from m in new[] { 1, 16, 64, 128, 512, 2048, 8192 }
            from n in sizes
            from k in sizes
            select new GemmRow("known", "h100", NumberFormat.Bf16, m, n, k, kernel.Seconds(m, n, k)),
        ];
    }

    [Fact]
    public void Run_RowsOfAKnownAccelerator_PredictsItAgain()
    {
        var known = GemmConstants.OfChip("h100") with { LaunchSeconds = 3.1e-6, BandwidthEfficiency = 0.8, ThrottleDepth = 0.1 };
        var rows = Rows(known);

        var fit = GemmFit.Run(
            "h100",
            H100,
            rows,
            "known/16-bit@h100",
            new FitOptions
            {
                MaximumIterations = 25,
                Rounds = 1,
                PolishRounds = 6,
            }
        );

        var error = fit.Predict(H100, rows).Select((seconds, i) => Math.Abs((seconds / rows[i].Seconds) - 1)).Average();
        Assert.True(error < 0.03, $"{error:P1}");
        Assert.InRange(fit.Hardware.BandwidthEfficiency, 0.75, 0.85);
    }

    [Fact]
    public void TransferFit_RowsOfASlowerSibling_FindsHowMuchSlower()
    {
        var related = GemmConstants.OfChip("h100");
        var slower = related with
        {
            ThrottleDepth = 0.3,
            TileEfficiency16Bit = [.. related.TileEfficiency16Bit.Select(efficiency => 0.8 * efficiency)],
        };

        var constants = GemmTransferFit.Run("sibling", H100, related, Rows(slower));

        Assert.Equal(0.8, constants.TileEfficiency16Bit[2] / related.TileEfficiency16Bit[2], 0.02);
        Assert.Equal(0.3, constants.ThrottleDepth, 0.03);
    }

    [Fact]
    public void Written_Constants_AreReadBackTheSame()
    {
        var constants = GemmConstants.OfChip("a100");

        var text = ConstantsJson.ToText(json => KernelConstantsJson.Write(json, constants));

        using var shipped = typeof(GemmConstants).Assembly.GetManifestResourceStream("Hardware/Data/kernels/a100.gemm.json")!;
        using var reader = new StreamReader(shipped);
        Assert.Equal(reader.ReadToEnd(), text);
    }

    [Fact]
    public void For_EveryAcceleratorOfTheCatalogue_HasConstantsAndSaysWhetherTransferred()
    {
        foreach (var accelerator in HardwareCatalog.Default.Accelerators)
        {
            var constants = GemmConstants.For(accelerator);
            Assert.NotEmpty(constants.Origin);
            var own = !accelerator.Kernels.IsTransferred || constants.Chip.Equals(accelerator.Id, StringComparison.OrdinalIgnoreCase);
            Assert.True(own || constants.Origin.StartsWith("transferred from", StringComparison.Ordinal));
        }
    }
}
