using FsCheck;
using FsCheck.Fluent;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Operators;

public sealed class ElementwiseKernelTests
{
    private static readonly Gen<(string Gpu, string Library, ElementwiseKind Kind, double Bytes, double Rows)> Cases =
        from gpu in Gen.Elements([.. HardwareCatalog.Default.Accelerators.Select(accelerator => accelerator.Id)])
        from library in Gen.Elements([.. ElementwiseLibraryConstants.All.Select(library => library.Name)])
        from kind in Gen.Elements(Enum.GetValues<ElementwiseKind>())
        from exponent in Gen.Choose(0, 340)
        from rows in Gen.Choose(0, 170)
        select (gpu, library, kind, Math.Pow(2, exponent / 10.0), Math.Floor(Math.Pow(2, rows / 10.0)));

    private static ElementwiseKernel Kernel(Accelerator accelerator, string library) =>
        new(accelerator, ElementwiseConstants.For(accelerator), ElementwiseLibraryConstants.Get(library));

    private static void Holds(Func<(string Gpu, string Library, ElementwiseKind Kind, double Bytes, double Rows), bool> law) =>
        Laws.Hold(Cases, law, 400);

    [Fact]
    public void Seconds_MoreBytes_NeverLess() =>
        Holds(c =>
        {
            var kernel = Kernel(HardwareCatalog.Default.Get(c.Gpu), c.Library);
            var time = kernel.Seconds(c.Kind, c.Bytes, c.Rows);
            return double.IsFinite(time) && time > 0 && time <= kernel.Seconds(c.Kind, c.Bytes * 1.01, c.Rows);
        });

    // Whole rows more: bytes and rows grow together.
    [Fact]
    public void Seconds_MoreRows_NeverLess() =>
        Holds(c =>
        {
            var kernel = Kernel(HardwareCatalog.Default.Get(c.Gpu), c.Library);
            return kernel.Seconds(c.Kind, c.Bytes, c.Rows)
                <= kernel.Seconds(c.Kind, c.Bytes / c.Rows * (c.Rows + 1), c.Rows + 1) * (1 + 1e-12);
        });

    [Fact]
    public void Seconds_BeyondTheCache_NeverAboveMemoryBandwidth() =>
        Holds(c =>
        {
            var accelerator = HardwareCatalog.Default.Get(c.Gpu);
            var rate = c.Bytes / Kernel(accelerator, c.Library).Seconds(c.Kind, c.Bytes, c.Rows);
            return c.Bytes <= accelerator.L2Cache.TotalBytes || rate <= accelerator.MemoryBandwidth.BytesPerSecond;
        });

    [Fact]
    public void Seconds_MoreMultiprocessorsOrBandwidth_NeverSlower() =>
        Holds(c =>
            LargerAccelerator.IsNeverSlower(
                HardwareCatalog.Default.Get(c.Gpu),
                accelerator => Kernel(accelerator, c.Library).Seconds(c.Kind, c.Bytes, c.Rows)
            )
        );

    [Fact]
    public void Seconds_NoBytes_IsZero() =>
        Assert.Equal(0, Kernel(HardwareCatalog.Default.Get("A100-SXM-80GB"), "streaming").Seconds(ElementwiseKind.Norm, 0, 1));

    [Fact]
    public void Seconds_AnyCall_AllocatesNothing()
    {
        var kernel = Kernel(HardwareCatalog.Default.Get("H100-SXM-80GB"), "vllm-2024");
        Allocations.None(() =>
        {
            for (var bytes = 1e3; bytes < 1e9; bytes *= 2)
            {
                kernel.Seconds(bytes);
                kernel.Seconds(ElementwiseKind.Norm, bytes, 128);
            }
        });
    }
}
