using BenchmarkDotNet.Attributes;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Benchmarks;

/// <summary>One evaluation of each attention model.</summary>
[MemoryDiagnoser]
public class AttentionBenchmarks
{
    private AttentionPrefillKernel prefill;
    private AttentionDecodeKernel decode;
    private AttentionDecodeKernel tensorRtLlm;
    private double batch;

    [GlobalSetup]
    public void Setup()
    {
        var gpu = HardwareCatalog.Default.Get("H100-SXM-80GB");
        var library = AttentionLibraryCatalog.Default.Get("vllm-0.24.0");
        prefill = new AttentionPrefillKernel(gpu, AttentionConstants.For(gpu), library, NumberFormat.Bf16);
        decode = new AttentionDecodeKernel(gpu, AttentionConstants.For(gpu), library);
        tensorRtLlm = new AttentionDecodeKernel(gpu, AttentionConstants.For(gpu), AttentionLibraryCatalog.Default.Get("trtllm-1.3.0"));
        batch = 16;
    }

    [Benchmark]
    public double Prefill() => prefill.Seconds(new AttentionShape(batch, 2048, 512, 32, 8, 128, 128, 0, Causal: true));

    [Benchmark]
    public double Backward() => prefill.BackwardSeconds(new AttentionShape(batch, 2048, 0, 32, 8, 128, 128, 0, Causal: true));

    [Benchmark]
    public double Decode() => decode.Seconds(batch, 4096, 32, 8, 128, 128, 0, 2);

    [Benchmark]
    public double LatentDecode() => decode.LatentSeconds(batch, 4096, 16, 512, 64, 2);

    [Benchmark]
    public double DecodeManyWaves() => tensorRtLlm.Seconds(batch, 4096, 32, 8, 128, 128, 0, 2);

    [Benchmark]
    public double DecodeWideBlocks() => tensorRtLlm.Seconds(batch - 15, 4096, 12, 12, 128, 128, 0, 2);

    [Benchmark]
    public double DecodeHeadsApart() => tensorRtLlm.Seconds(batch, 4096, 64, 1, 128, 128, 0, 2);
}
