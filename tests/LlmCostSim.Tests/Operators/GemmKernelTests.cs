using FsCheck;
using FsCheck.Fluent;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Operators;

/// <summary>The laws of the GEMM model, on every accelerator of the catalogue, every shipped library and every number format.</summary>
public sealed class GemmKernelTests
{
    private static readonly NumberFormat[] Formats = Enum.GetValues<NumberFormat>();
    private static readonly IReadOnlyList<Accelerator> Accelerators = HardwareCatalog.Default.Accelerators;
    private static readonly IReadOnlyList<GemmLibraryConstants> Libraries = [GemmLibraryConstants.Default, .. GemmLibraryConstants.All()];

    private sealed record Case(Accelerator Accelerator, GemmLibraryConstants Library, NumberFormat Format, int M, int N, int K, int Batch)
    {
        internal GemmKernel Kernel => new(Accelerator, GemmConstants.For(Accelerator), Library, Format);
    }

    private static Gen<Case> Cases(int step)
    {
        var size = Gen.Choose(0, 1700)
            .Select(i => step == 1 ? (int)Math.Pow(2, i / 100.0) : step * Math.Max(1, (int)(Math.Pow(2, i / 100.0) / step)));
        return from accelerator in Gen.Elements<Accelerator>(Accelerators)
               from library in Gen.Elements<GemmLibraryConstants>(Libraries)
               from format in Gen.Elements(Formats)
               from m in size
               from n in size
               from k in size
               from batch in Gen.Choose(1, 64)
               select new Case(accelerator, library, format, m, n, k, batch);
    }

    private static void ForAll(int step, Func<Case, bool> law) => Laws.Hold(Cases(step), law, 2000);

    [Fact]
    public void Seconds_AnyShape_IsPositiveAndFinite() => ForAll(1, c => c.Kernel.Seconds(c.M, c.N, c.K, c.Batch) is > 0 and < 1e9);

    [Fact]
    public void Seconds_AnyShape_NeverExceedsTheDensePeak() =>
        ForAll(
            1,
            c =>
            {
                var peak =
                    c.Accelerator.Peak.Of(c.Format)
                    ?? c.Accelerator.Peak.Of(NumberFormat.Bf16)
                    ?? c.Accelerator.Peak.Fp16
                    ?? c.Accelerator.Peak.Fp32!.Value;
                return 2.0 * c.M * c.N * c.K * c.Batch / c.Kernel.Seconds(c.M, c.N, c.K, c.Batch) <= peak.FlopsPerSecond * (1 + 1e-12);
            }
        );

    [Fact]
    public void Seconds_AnyShape_NeverExceedsMemoryBandwidthBeyondTheCacheNorTheCacheRateWithin() =>
        ForAll(
            1,
            c =>
            {
                var bytes =
                    c.Batch
                    * (
                        (c.Format.ActivationBytes() * c.M * c.K)
                        + (c.Format.WeightBytes() * (double)c.N * c.K)
                        + (c.Format.OutputBytes() * c.M * c.N)
                    );
                var ratio = bytes >= c.Accelerator.L2Cache.TotalBytes ? 1 : GemmConstants.For(c.Accelerator).CacheRatio;
                return bytes / c.Kernel.Seconds(c.M, c.N, c.K, c.Batch)
                    <= c.Accelerator.MemoryBandwidth.BytesPerSecond * ratio * (1 + 1e-12);
            }
        );

    [Fact]
    public void Seconds_OneDimensionGrowsByMultiplesOf64_NeverFalls() =>
        ForAll(
            64,
            c =>
            {
                var kernel = c.Kernel;
                var t = kernel.Seconds(c.M, c.N, c.K, c.Batch) * (1 - 1e-12);
                var more = 64 * c.Batch;
                return kernel.Seconds(c.M + more, c.N, c.K, c.Batch) >= t
                    && kernel.Seconds(c.M, c.N + more, c.K, c.Batch) >= t
                    && kernel.Seconds(c.M, c.N, c.K + more, c.Batch) >= t
                    && kernel.Seconds(c.M, c.N, c.K, c.Batch + 1) >= t;
            }
        );

    [Fact]
    public void Seconds_OneDimensionGrowsByOne_NeverFalls() =>
        ForAll(
            1,
            c =>
            {
                var kernel = c.Kernel;
                var t = kernel.Seconds(c.M, c.N, c.K, c.Batch) * (1 - 1e-12);
                return kernel.Seconds(c.M + 1, c.N, c.K, c.Batch) >= t
                    && kernel.Seconds(c.M, c.N + 1, c.K, c.Batch) >= t
                    && kernel.Seconds(c.M, c.N, c.K + 1, c.Batch) >= t;
            }
        );

    [Fact]
    public void Seconds_BetterHardware_IsNeverSlower() =>
        ForAll(
            1,
            c =>
            {
                var hardware = GemmConstants.For(c.Accelerator);
                double Time(Accelerator accelerator, GemmConstants constants) =>
                    new GemmKernel(accelerator, constants, c.Library, c.Format).Seconds(c.M, c.N, c.K, c.Batch);
                var t = Time(c.Accelerator, hardware) * (1 + 1e-12);
                return Time(c.Accelerator with { MemoryBandwidth = c.Accelerator.MemoryBandwidth * 1.3 }, hardware) <= t
                    && Time(c.Accelerator, hardware with { CacheRatio = hardware.CacheRatio * 1.2 }) <= t
                    && Time(LargerAccelerator.WithSms(c.Accelerator, c.Accelerator.SmCount + c.Batch), hardware) <= t
                    && Time(
                        c.Accelerator,
                        hardware with
                        {
                            LaunchSeconds = hardware.LaunchSeconds / 2,
                            TileStartSeconds = hardware.TileStartSeconds / 2,
                            LoopSecondsPerByte = hardware.LoopSecondsPerByte / 2,
                            SplitSeconds = hardware.SplitSeconds / 2,
                        }
                    ) <= t
                    && Time(
                        c.Accelerator,
                        hardware with
                        {
                            TileBandwidth = hardware.TileBandwidth * 2,
                            SplitBandwidth = hardware.SplitBandwidth * 2,
                        }
                    ) <= t;
            }
        );

    [Fact]
    public void Seconds_WeightOnlyFormatsInDecode_AreFasterThanSixteenBit()
    {
        var a100 = HardwareCatalog.Default.Get("A100-SXM-80GB");
        double Time(NumberFormat format) =>
            new GemmKernel(a100, GemmConstants.For(a100), GemmLibraryConstants.Default, format).Seconds(1, 16384, 16384);
        Assert.True(Time(NumberFormat.Int4WeightOnly) < Time(NumberFormat.Int8WeightOnly));
        Assert.True(Time(NumberFormat.Int8WeightOnly) < Time(NumberFormat.Bf16));
    }

    // Twice the weights of a long read take as much longer as memory needs for them: what is not hidden of the arithmetic has an end.
    [Fact]
    public void Seconds_LongReadOfWeights_GrowsAtTheRateOfTheMemory()
    {
        var accelerator = HardwareCatalog.Default.Get("A100-SXM-80GB");
        var constants = GemmConstants.For(accelerator);
        var kernel = new GemmKernel(accelerator, constants, GemmLibraryConstants.Default, NumberFormat.Bf16);

        var longer = kernel.Seconds(1, 131072, 16384) - kernel.Seconds(1, 65536, 16384);

        var bytes = 2.0 * 65536 * (16384 + 1);
        Assert.Equal(accelerator.MemoryBandwidth.BytesPerSecond * constants.BandwidthEfficiency, bytes / longer, 0.02 * bytes / longer);
    }

    // Few columns over a long K: nothing but one tile after the other along K, each waiting for its weights.
    [Fact]
    public void Seconds_WeightsUnpackedForFewColumns_WaitForEveryElementOfK()
    {
        var accelerator = HardwareCatalog.Default.Get("A100-SXM-80GB");
        var library = GemmLibraryConstants.All().Single(item => item.Id == "aic-trtllm-1.0.0/int4_wo@a100");
        double Time(GemmLibraryConstants of) =>
            new GemmKernel(accelerator, GemmConstants.For(accelerator), of, NumberFormat.Int4WeightOnly).Seconds(8, 128, 65536);

        var waited = Time(library) - Time(library with { UnpackSecondsPerK = 0 });

        Assert.InRange(waited, 1e-6, 65536 * library.UnpackSecondsPerK);
    }

    [Fact]
    public void Seconds_MoreBytesPerResult_IsNeverFaster() =>
        ForAll(
            64,
            c =>
                c.Kernel.Seconds(c.M, c.N, c.K, c.Batch, 8) >= c.Kernel.Seconds(c.M, c.N, c.K, c.Batch, 4) * (1 - 1e-12)
                && c.Kernel.Seconds(c.M, c.N, c.K, c.Batch, 4) >= c.Kernel.Seconds(c.M, c.N, c.K, c.Batch, 2) * (1 - 1e-12)
        );

    [Fact]
    public void Seconds_ResultAddedToInSinglePrecision_TakesAtLeastItsTraffic()
    {
        // A weight gradient of few tokens: 8 bytes read and written per weight instead of 2, beyond any cache.
        var a100 = HardwareCatalog.Default.Get("A100-SXM-80GB");
        var kernel = new GemmKernel(a100, GemmConstants.For(a100), GemmLibraryConstants.Default, NumberFormat.Bf16);
        var extra = kernel.Seconds(16384, 16384, 64, 1, 8) - kernel.Seconds(16384, 16384, 64, 1, 2);
        Assert.InRange(extra, 16384.0 * 16384 * 6 / 2.039e12, 16384.0 * 16384 * 6 / 1e12);
    }

    [Fact]
    public void Seconds_InTheHotPath_AllocatesNothing()
    {
        var a100 = HardwareCatalog.Default.Get("A100-SXM-80GB");
        var kernel = new GemmKernel(a100, GemmConstants.For(a100), GemmLibraryConstants.Default, NumberFormat.Bf16);
        Allocations.None(() =>
        {
            for (var m = 1; m <= 1000; m++)
            {
                kernel.Seconds(m, 4096, 4096);
                kernel.Seconds(m, 2048, 1024, 8);
            }
        });
    }
}
