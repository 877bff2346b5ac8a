using LlmCostSim.Hardware;
using LlmCostSim.Inference;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Inference;

/// <summary>Guessed tokens, adapters, host memory, cached prefixes, prompts in pieces, encoders.</summary>
public sealed class ServingExtrasTests
{
    private static readonly InferenceWorkload Workload = new(4, 2048, 256);

    private static InferenceEstimator Estimator(string model, string gpu = "H100-SXM-80GB", string engine = "vllm", int count = 1) =>
        new(
            ModelCatalog.Default.Get(model).Spec,
            Cluster.Create(HardwareCatalog.Default.Get(gpu), count),
            EngineCatalog.Default.Get(engine)
        );

    // Leviathan et al. 2023, equation 1.
    [Theory]
    [InlineData(5, 0.8, 3.68928)]
    [InlineData(3, 0.5, 1.875)]
    [InlineData(4, 0, 1)]
    [InlineData(4, 1, 5)]
    public void TokensPerRound_GuessesAndAcceptance_FollowTheFormula(int tokens, double acceptance, double expected) =>
        Assert.Equal(expected, new SpeculativeDecoding(tokens, acceptance, null).TokensPerRound, 10);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(65, 0.5)]
    [InlineData(4, -0.1)]
    [InlineData(4, double.NaN)]
    public void SpeculativeDecoding_OutsideItsRange_Throws(int tokens, double acceptance) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SpeculativeDecoding(tokens, acceptance, null));

    [Fact]
    public void Speculation_NothingAccepted_IsSlowerThanWithout_AllAcceptedByNGrams_NearlySavesAllPasses()
    {
        var estimator = Estimator("llama-3.1-8b");
        var small = ModelCatalog.Default.Get("llama-3.2-1b").Spec;
        var plain = estimator.Generate(new InferenceStrategy(), 1, 2048);
        var never = estimator.Generate(new InferenceStrategy { Speculation = new SpeculativeDecoding(4, 0, small) }, 1, 2048);
        var always = estimator.Generate(new InferenceStrategy { Speculation = new SpeculativeDecoding(4, 1, null) }, 1, 2048);
        Assert.True(never > plain);
        Assert.InRange(always, plain / 5, plain / 3);
    }

    [Property(MaxTest = 40)]
    public void Speculation_MoreAccepted_IsNeverSlower(byte lower, byte higher, byte tokens, byte batch)
    {
        var estimator = Estimator("llama-3.1-8b");
        var (few, many) = (Math.Min(lower, higher) / 255.0, Math.Max(lower, higher) / 255.0);
        double At(double acceptance) =>
            estimator.Generate(
                new InferenceStrategy { Speculation = new SpeculativeDecoding(1 + (tokens % 8), acceptance, null) },
                1 + (batch % 64),
                1000
            );
        Assert.True(At(many) <= At(few) * (1 + 1e-12));
    }

    [Fact]
    public void DraftModel_ItsWeightsAndCache_AreInMemory()
    {
        var estimator = Estimator("llama-3.1-8b");
        var plain = estimator.Estimate(new InferenceStrategy(), Workload).Memory;
        var guessed = estimator
            .Estimate(
                new InferenceStrategy { Speculation = new SpeculativeDecoding(4, 0.7, ModelCatalog.Default.Get("llama-3.2-1b").Spec) },
                Workload
            )
            .Memory;
        Assert.True((guessed.Weights - plain.Weights).TotalBytes > 2 * 1.2e9);
        Assert.True(guessed.KeyValueCache > plain.KeyValueCache);
    }

    [Property(MaxTest = 40)]
    public void Adapters_MoreOfThem_TakeNoLessTimeAndMemory(byte count, byte rank, byte batch)
    {
        var estimator = Estimator("llama-3.1-8b");
        InferenceEstimate At(int adapters) =>
            estimator.Estimate(
                new InferenceStrategy { Adapters = new ServedAdapters(adapters, 1 + (rank % 64), AdapterTargets.AllLinear) },
                Workload with
                {
                    Batch = 1 + (batch % 32),
                }
            );
        var (none, some, more) = (At(0), At(1 + (count % 32)), At(2 + (count % 32)));
        Assert.True(
            none.TimePerOutputToken < some.TimePerOutputToken
                && some.TimePerOutputToken.TotalSeconds <= more.TimePerOutputToken.TotalSeconds * (1 + 1e-9)
        );
        Assert.True(none.Memory.Weights < some.Memory.Weights && some.Memory.Weights < more.Memory.Weights);
    }

    [Fact]
    public void Adapters_OfAllLinearMatrices_HoldTwoRanksTimesWidths()
    {
        // Llama 3.1 8B: per layer q and o 4096+4096, k and v 4096+1024, gate, up and down 4096+14336, times rank and 2 bytes.
        var estimator = Estimator("llama-3.1-8b");
        double Weights(ServedAdapters adapters) =>
            estimator.Estimate(new InferenceStrategy { Adapters = adapters }, Workload).Memory.Weights.TotalBytes;
        var expected = 3 * 32 * 16 * 2.0 * ((2 * 8192) + (2 * 5120) + (3 * 18432));
        Assert.Equal(expected, Weights(new ServedAdapters(3, 16, AdapterTargets.AllLinear)) - Weights(default), 1e-6 * expected);
    }

    [Fact]
    public void Offload_AllWeightsInHostMemory_EveryPassWaitsForTheHostLink()
    {
        var estimator = Estimator("llama-3.1-8b", "RTX-4090-24GB", "huggingface");
        var weights = 2.0 * LlmCostSim.Lowering.ParameterCount.Total(ModelCatalog.Default.Get("llama-3.1-8b").Spec);
        var link = HardwareCatalog.Default.Get("RTX-4090-24GB").HostBandwidth.BytesPerSecond;
        var away = new InferenceStrategy { OffloadedWeights = 1 };
        Assert.True(estimator.Generate(away, 1, 128) > weights / link);
        Assert.True(estimator.Prompt(away, 1, 128) > weights / link);
        Assert.True(estimator.Estimate(away, Workload).Memory.Weights.TotalBytes < 0.1 * weights);
    }

    [Fact]
    public void Offload_HalfTheCache_HalvesItOnTheAcceleratorAndSlowsSteps()
    {
        var estimator = Estimator("llama-2-13b");
        var (here, away) = (new InferenceStrategy(), new InferenceStrategy { OffloadedCache = 0.5 });
        Assert.Equal(
            0.5 * estimator.Estimate(here, Workload).Memory.KeyValueCache.TotalBytes,
            estimator.Estimate(away, Workload).Memory.KeyValueCache.TotalBytes,
            1.0
        );
        Assert.True(estimator.Generate(away, 4, 2048) > estimator.Generate(here, 4, 2048));
    }

    [Property(MaxTest = 40)]
    public void CachedPrefix_Longer_StartsNoLaterAndTakesNoMoreMemory(Seed cached, byte batch)
    {
        var estimator = Estimator("llama-3.1-8b");
        var workload = Workload with { Batch = 1 + (batch % 32) };
        var (plain, warm) = (
            estimator.Estimate(new InferenceStrategy(), workload),
            estimator.Estimate(new InferenceStrategy(), workload with { CachedTokens = cached.Below(2048) })
        );
        Assert.True(warm.TimeToFirstToken.TotalSeconds <= plain.TimeToFirstToken.TotalSeconds * 1.001);
        Assert.True(warm.Memory.KeyValueCache <= plain.Memory.KeyValueCache);
        Assert.True(warm.MaxBatch >= plain.MaxBatch);
    }

    [Fact]
    public void ChunkedPrompt_LargerThanThePrompt_ChangesNothing_SmallerTakesLonger()
    {
        var estimator = Estimator("llama-3.1-8b");
        var whole = estimator.Estimate(new InferenceStrategy(), Workload).TimeToFirstToken;
        Assert.Equal(whole, estimator.Estimate(new InferenceStrategy { ChunkTokens = 8192 }, Workload).TimeToFirstToken);
        Assert.True(estimator.Estimate(new InferenceStrategy { ChunkTokens = 512 }, Workload).TimeToFirstToken > whole);
    }

    [Fact]
    public void EncoderDecoder_LongerPrompt_SlowsEveryStepByItsCrossAttentionOnly()
    {
        var estimator = Estimator("flan-t5-xxl", "A100-SXM-80GB", "huggingface");
        var (brief, lengthy) = (
            estimator.Estimate(new InferenceStrategy(), new InferenceWorkload(32, 128, 64)),
            estimator.Estimate(new InferenceStrategy(), new InferenceWorkload(32, 2048, 64))
        );
        Assert.True(lengthy.TimePerOutputToken > brief.TimePerOutputToken);
        Assert.True(lengthy.TimeToFirstToken.TotalSeconds > 8 * brief.TimeToFirstToken.TotalSeconds);
    }

    [Fact]
    public void EncoderDecoder_StepAndPrompt_LieBetweenPhysicsAndThreeTimesIt()
    {
        // FLAN-T5 XXL: 24 + 24 layers, width 4096, gated feed-forward 10240. A step reads the decoder without the projections of
        // cross-attention's keys and values, a prompt passes the encoder.
        const double Width = 4096,
            Gated = 3 * Width * 10240;
        var decoder = 24 * 2 * ((6 * Width * Width) + Gated);
        var encoder = 24 * ((4 * Width * Width) + Gated);
        var estimate = Estimator("flan-t5-xxl", "A100-SXM-80GB", "tensorrt-llm")
            .Estimate(new InferenceStrategy(), new InferenceWorkload(8, 512, 64));
        Assert.InRange(estimate.TimePerOutputToken.TotalSeconds, decoder / 2.039e12, 3 * decoder / 2.039e12);
        Assert.InRange(estimate.TimeToFirstToken.TotalSeconds, 2 * 8 * 512 * encoder / 312e12, 3 * 2 * 8 * 512 * encoder / 312e12);
    }

    [Fact]
    public void WindowedCache_EngineThatGivesItBack_HoldsTheWindowOnly()
    {
        var model = ModelCatalog.Default.Get("mistral-7b").Spec;
        Assert.True(model.Attention.SlidingWindow == 4096);
        var cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1);
        var engine = EngineCatalog.Default.Get("vllm");
        double Cache(bool windowed, double tokens) =>
            new InferenceEstimator(model, cluster, engine with { WindowedCache = windowed })
                .Estimate(new InferenceStrategy(), new InferenceWorkload(1, tokens, 1))
                .Memory.KeyValueCache.TotalBytes;
        Assert.Equal(Cache(true, 4095), Cache(true, 20000));
        Assert.Equal(Cache(true, 4095), Cache(false, 4095));
        Assert.True(Cache(false, 20000) > 4 * Cache(true, 20000));
    }

    // MosaicML, "Introducing MPT-7B" (2023): generations of MPT-7B-StoryWriter-65k+ as long as 84k tokens on a single node of eight
    // A100-80GB.
    [Fact]
    public void StoryWriter_EightyFourThousandTokensOnOneNode_Fit()
    {
        var estimate = Estimator("mpt-7b-storywriter", "A100-SXM-80GB", "huggingface", 8)
            .Estimate(new InferenceStrategy { Tensor = 8 }, new InferenceWorkload(1, 83000, 1000));
        Assert.True(estimate.MaxContext >= 84_000);
        Assert.True(estimate.MaxBatch >= 1);
        // 32 layers · 2 · 4096 elements · 2 bytes a token, over eight ranks.
        Assert.Equal(84_000.0 * 32 * 2 * 4096 * 2 / 8, estimate.Memory.KeyValueCache.TotalBytes, 1.0);
    }
}
