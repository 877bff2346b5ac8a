using FsCheck;
using FsCheck.Fluent;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Operators;

public sealed class AttentionDecodeKernelTests
{
    private const double Exact = 1 - 1e-12;
    private static readonly Accelerator A100 = HardwareCatalog.Default.Get("A100-SXM-80GB");
    private static readonly Accelerator H100 = HardwareCatalog.Default.Get("H100-SXM-80GB");

    private static readonly Gen<Case> Cases =
        from library in Gen.Elements<AttentionLibraryConstants>([
            .. AttentionLibraryCatalog.Default.Libraries.Where(l => l.Decode is not null),
        ])
        from gpu in Gen.Elements<Accelerator>([.. HardwareCatalog.Default.Accelerators])
        from batch in Gen.OneOf(Gen.Choose(1, 64), Gen.Choose(1, 2100))
        from context in Gen.Choose(1, 600)
        from kvHeads in Gen.Elements(1, 2, 4, 8, 32)
        from heads in Gen.Elements(2, 4, 8, 16, 17, 32, 64)
        from dim in Gen.Elements(64, 128, 256)
        from window in Gen.Elements(0, 0, 1024)
        from bytes in Gen.Elements(1, 2)
        select new Case(library, gpu, batch, context * 64, kvHeads, heads, dim, window, bytes);

    [Fact]
    public void Seconds_OneDimensionGrows_NeverFalls() =>
        Check(c =>
        {
            var time = c.Time();
            return (c with { Batch = c.Batch + 1 }).Time() >= time * Exact
                && (c with { Context = c.Context + 64 }).Time() >= time * Exact
                && (c with { KvHeads = c.KvHeads * 2 }).Time() >= time * Exact
                && (c with { Group = c.Group + 1 }).Time() >= time * Exact
                && (c with { Dim = c.Dim * 2 }).Time() >= time * Exact
                && (c with { Window = 0 }).Time() >= time * Exact;
        });

    [Fact]
    public void Seconds_WorkingSetBeyondL2_StaysBelowMemoryBandwidth() =>
        Check(c =>
        {
            var bytes = 2.0 * c.Batch * Math.Min(c.Context, c.Window > 0 ? c.Window : int.MaxValue) * c.KvHeads * c.Dim * c.Bytes;
            var limit =
                c.Gpu.MemoryBandwidth.BytesPerSecond
                * (bytes > c.Gpu.L2Cache.TotalBytes ? 1 : AttentionConstants.For(c.Gpu).L2BandwidthRatio);
            return bytes / c.Time() <= limit;
        });

    [Fact]
    public void Seconds_MoreSmsOrBandwidth_NeverSlower() =>
        Check(c => LargerAccelerator.IsNeverSlower(c.Gpu, gpu => (c with { Gpu = gpu }).Time()));

    [Fact]
    public void Seconds_KernelFromBeforeGroupedQueries_ReadsTheCacheOncePerHead()
    {
        var modern = AttentionLibraryCatalog.Default.Get("sglang-0.5.14");
        var legacy = modern with { Decode = modern.Decode! with { SharedQueryHeads = 1 } };

        // 64 heads on 8: each head reads for itself what eight share.
        var ratio = Time(legacy) / Time(modern);

        Assert.InRange(ratio, 6, 8.001);
        static double Time(AttentionLibraryConstants library) =>
            new AttentionDecodeKernel(H100, AttentionConstants.For(H100), library).Seconds(64, 4096, 64, 8, 128, 128, 0, 2);
    }

    // TensorRT-LLM's masked multi-head attention cuts 8 streams into ⌈132/8⌉ = 17 parts each, 136 blocks for 132 SMs: the last four read
    // alone. 4 streams twice as long, which are the same bytes, come out even.
    [Fact]
    public void Seconds_PartsRoundedUpBeyondTheSms_WaitForAWaveOfTheirOwn()
    {
        var even = TensorRtLlm(1, 131072, 4, 4);
        var uneven = TensorRtLlm(1, 65536, 8, 8);

        Assert.InRange(uneven / even, 1.2, 2);
    }

    // XQA plans eight waves of parts of 128 keys: 128 streams of 512 keys are four waves, not one of long blocks.
    [Fact]
    public void Seconds_ManyWavesPlanned_GrowWithTheStreamsBeforeTheMemoryLimits()
    {
        var few = TensorRtLlm(32, 512, 8, 1);
        var many = TensorRtLlm(128, 512, 8, 1);

        Assert.InRange(many / few, 1.8, 4);
        Assert.True(128 * 512 * 512 / many < H100.MemoryBandwidth.BytesPerSecond / 2, "memory would limit, not the waves");
    }

    // On few streams the library takes its multi-head kernel; the model that never falls takes the cheaper of both.
    [Fact]
    public void Seconds_FewStreams_AreNoSlowerThanHeadsApart()
    {
        var together = TensorRtLlm(2, 2048, 8, 1);
        var apart = TensorRtLlm(2, 2048, 8, 8);

        Assert.True(together <= apart);
    }

    [Fact]
    public void Seconds_EightBitCacheThatBlocksLimit_TakesAsLongAsSixteenBitsAndItsQuantising()
    {
        var library = AttentionLibraryCatalog.Default.Get("vllm-0.24.0");
        var kernel = new AttentionDecodeKernel(H100, AttentionConstants.For(H100), library);

        var longer = kernel.Seconds(4, 64, 8, 1, 128, 128, 0, 1) - kernel.Seconds(4, 64, 8, 1, 128, 128, 0, 2);

        Assert.InRange(longer, 0.9 * library.Decode!.EightBitLaunchSeconds, 1.001 * library.Decode.EightBitLaunchSeconds);
    }

    private static double TensorRtLlm(int batch, int context, int heads, int kvHeads) =>
        new AttentionDecodeKernel(H100, AttentionConstants.For(H100), AttentionLibraryCatalog.Default.Get("trtllm-1.3.0")).Seconds(
            batch,
            context,
            heads,
            kvHeads,
            128,
            128,
            0,
            2
        );

    [Fact]
    public void LatentSeconds_DeepSeekV3_ReadsOneLatentVectorPerToken()
    {
        var kernel = new AttentionDecodeKernel(H100, AttentionConstants.For(H100), AttentionLibraryCatalog.Default.Get("sglang-0.5.14"));

        var time = kernel.LatentSeconds(64, 8192, 16, 512, 64, 2);

        var bytes = 64 * 8192 * 576 * 2.0;
        Assert.InRange(bytes / time / H100.MemoryBandwidth.BytesPerSecond, 0.5, 1);
    }

    [Fact]
    public void Constructor_TrainingLibrary_IsRefused() =>
        Assert.Throws<ArgumentException>(() =>
            new AttentionDecodeKernel(A100, AttentionConstants.For(A100), AttentionLibraryCatalog.Default.Get("flash-attention-1-triton"))
        );

    [Fact]
    public void Seconds_Evaluated_AllocatesNothing()
    {
        var kernel = new AttentionDecodeKernel(A100, AttentionConstants.For(A100), AttentionLibraryCatalog.Default.Get("vllm-0.14.0"));
        Allocations.None(() =>
        {
            for (var i = 1; i < 1000; i++)
            {
                kernel.Seconds(i, 64 * i, 8, 1, 128, 128, 0, 2);
            }
        });
    }

    private static void Check(Func<Case, bool> law) => Laws.Hold(Cases, law, 3000);

    private sealed record Case(
        AttentionLibraryConstants Library,
        Accelerator Gpu,
        int Batch,
        int Context,
        int KvHeads,
        int Group,
        int Dim,
        int Window,
        int Bytes
    )
    {
        public double Time() =>
            new AttentionDecodeKernel(Gpu, AttentionConstants.For(Gpu), Library).Seconds(
                Batch,
                Context,
                KvHeads * Group,
                KvHeads,
                Dim,
                Dim,
                Window,
                Bytes
            );

        public override string ToString() =>
            $"{Library.Id} {Gpu.Id} b{Batch} c{Context} kv{KvHeads} g{Group} d{Dim} w{Window} {Bytes}B: {Time() * 1e6:R} us";
    }
}
