using FsCheck;
using FsCheck.Fluent;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Operators;

public sealed class AttentionPrefillKernelTests
{
    private static readonly Accelerator A100 = HardwareCatalog.Default.Get("A100-SXM-80GB");
    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM-80GB");

    private static readonly Gen<Case> Cases =
        from library in Gen.Elements<AttentionLibraryConstants>([.. AttentionLibraryCatalog.Default.Libraries])
        from gpu in Gen.Elements<Accelerator>([.. HardwareCatalog.Default.Accelerators])
        from batch in Gen.Choose(1, 64)
        from query in Gen.Choose(1, 96)
        from past in Gen.Choose(0, 64)
        from kvHeads in Gen.Elements(1, 2, 4, 8, 32)
        from queries in Gen.Elements(1, 2, 4, 8)
        from dim in Gen.Elements(64, 128, 256)
        from window in Gen.Elements(0, 0, 1024, 8192)
        select new Case(library, gpu, batch, query * 64, past * 64, kvHeads, queries, dim, window);

    [Fact]
    public void Seconds_OneDimensionGrows_NeverFalls() =>
        Check(c =>
        {
            var time = c.Time();
            return (c with { Batch = c.Batch + 1 }).Time() >= time * Exact
                && (c with { Query = c.Query + 64 }).Time() >= time * Exact
                && (c with { Past = c.Past + 64 }).Time() >= time * Exact
                && (c with { KvHeads = c.KvHeads * 2 }).Time() >= time * Exact
                && (c with { Group = c.Group * 2 }).Time() >= time * Exact
                && (c with { Dim = c.Dim * 2 }).Time() >= time * Exact
                && (c with { Window = 0 }).Time() >= time * Exact;
        });

    [Fact]
    public void Seconds_AnyShape_StaysBelowThePeak() =>
        Check(c =>
        {
            // Useful work: each query against the keys it may see.
            double keys = 0;
            for (var i = 0; i < c.Query; i++)
            {
                keys += Math.Min(c.Past + i + 1, c.Window > 0 ? c.Window : int.MaxValue);
            }

            var flops = 4.0 * c.Batch * c.KvHeads * c.Group * c.Dim * keys;
            var peak = (c.Gpu.Peak.Bf16 ?? c.Gpu.Peak.Fp16!.Value).FlopsPerSecond;
            return flops / c.Time() <= peak && flops * 2.5 / c.Backward() <= peak;
        });

    [Fact]
    public void Seconds_MoreSmsOrBandwidth_NeverSlower() =>
        Check(c => LargerAccelerator.IsNeverSlower(c.Gpu, gpu => (c with { Gpu = gpu }).Time()));

    [Fact]
    public void Seconds_CausalOverFull_HalvesLongSequences()
    {
        var kernel = Kernel("flash-attention-2", A100);

        var causal = kernel.Seconds(new AttentionShape(8, 16384, 0, 32, 32, 128, 128, 0, Causal: true));
        var full = kernel.Seconds(new AttentionShape(8, 16384, 0, 32, 32, 128, 128, 0, Causal: false));

        Assert.InRange(full / causal, 1.9, 2);
    }

    [Fact]
    public void BackwardSeconds_ValuesNarrowerThanQueries_MultipliesThemPadded()
    {
        // DeepSeek's 192 and 128: forward the narrower values save work, backward the kernel pads them.
        var kernel = new AttentionPrefillKernel(
            H100,
            AttentionConstants.OfChip("h100"),
            AttentionLibraryCatalog.Default.Libraries.First(l => l.Id == "flash-attention-3"),
            NumberFormat.Bf16
        );
        double Backward(int valueDim) => kernel.BackwardSeconds(new AttentionShape(1, 32768, 0, 64, 64, 192, valueDim, 0, Causal: true));
        double Forward(int valueDim) => kernel.Seconds(new AttentionShape(1, 32768, 0, 64, 64, 192, valueDim, 0, Causal: true));

        Assert.Equal(1, Backward(128) / Backward(192), 0.01);
        Assert.InRange(Forward(128) / Forward(192), 0.7, 0.95);
    }

    [Fact]
    public void Seconds_NoQueries_IsZero() =>
        Assert.Equal(0, Kernel("flash-attention-2", A100).Seconds(new AttentionShape(1, 0, 100, 8, 8, 128, 128, 0, Causal: true)));

    [Fact]
    public void Seconds_Evaluated_AllocatesNothing()
    {
        var kernel = Kernel("flash-attention-2", A100);
        Allocations.None(() =>
        {
            for (var i = 1; i < 1000; i++)
            {
                kernel.Seconds(new AttentionShape(i, 64, 0, 8, 8, 128, 128, 0, true));
                kernel.BackwardSeconds(new AttentionShape(i, 64, 0, 8, 8, 128, 128, 0, true));
            }
        });
    }

    private const double Exact = 1 - 1e-12;

    private static AttentionPrefillKernel Kernel(string library, Accelerator gpu) =>
        new(gpu, AttentionConstants.For(gpu), AttentionLibraryCatalog.Default.Get(library), NumberFormat.Bf16);

    private static void Check(Func<Case, bool> law) => Laws.Hold(Cases, law, 3000);

    private sealed record Case(
        AttentionLibraryConstants Library,
        Accelerator Gpu,
        int Batch,
        int Query,
        int Past,
        int KvHeads,
        int Group,
        int Dim,
        int Window
    )
    {
        private AttentionPrefillKernel Kernel => new(Gpu, AttentionConstants.For(Gpu), Library, NumberFormat.Bf16);

        public double Time() => Kernel.Seconds(new AttentionShape(Batch, Query, Past, KvHeads * Group, KvHeads, Dim, Dim, Window, true));

        public double Backward() =>
            Kernel.BackwardSeconds(new AttentionShape(Batch, Query, Past, KvHeads * Group, KvHeads, Dim, Dim, Window, true));

        public override string ToString() =>
            $"{Library.Id} {Gpu.Id} b{Batch} q{Query} past{Past} kv{KvHeads} g{Group} d{Dim} w{Window}: {Time() * 1e6:R} us";
    }
}
