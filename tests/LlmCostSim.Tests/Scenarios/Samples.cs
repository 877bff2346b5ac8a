namespace LlmCostSim.Tests.Scenarios;

/// <summary>Scenarios that the tests of this folder work on.</summary>
internal static class Samples
{
    /// <summary>The scenario of the tool's contract.</summary>
    public const string Falcon = """
        {
          "kind": "training",
          "name": "falcon-7b",
          "model": "falcon-7b",
          "cluster": { "accelerator": "A100-SXM-40GB", "count": 384, "perNode": 8, "networkGbpsPerNode": 400 },
          "strategy": {
            "tensor": 1, "sequenceParallel": false, "pipeline": 2, "virtualStages": 1, "schedule": "1f1b",
            "data": 192, "context": 1, "expert": 1, "sharding": "zero1", "recompute": "none",
            "microBatch": 1, "precision": "bf16", "optimizer": "adamw", "attention": "flash", "framework": "megatron"
          },
          "workload": { "sequenceLength": 2048, "globalBatch": 2304, "tokens": 1.5e12 },
          "economics": { "pricePerGpuHour": 1.60, "currency": "USD" }
        }
        """;

    /// <summary>One scenario in which every member of the format is given.</summary>
    public const string Everything = """
        {
          "$schema": "x", "kind": "training", "name": "everything", "layers": 8,
          "model": {
            "id": "mine", "layers": 12, "encoderLayers": 0, "hiddenSize": 1024,
            "attention": {
              "heads": 16, "keyValueHeads": 16, "headDim": 64, "qkvBias": true, "outputBias": true, "qkNorm": "perHead", "slidingWindow": 512,
              "slidingWindowEvery": 2, "latent": { "queryRank": 256, "keyValueRank": 128, "nopeDim": 64, "ropeDim": 32, "valueDim": 64 }
            },
            "feedForward": "swiGlu", "feedForwardSize": 4096, "feedForwardBias": true,
            "mixture": { "experts": 8, "expertsPerToken": 2, "expertSize": 1024, "sharedExpertSize": 1024, "denseLayers": 1, "routerBias": true, "sharedExpertGate": true },
            "norm": "rmsNorm", "normPlacement": "pre", "embeddingNorm": true, "positions": "learned", "positionRows": 4096,
            "vocabulary": 32000, "tiedEmbeddings": true, "headBias": true, "maxSequence": 4096
          },
          "cluster": {
            "accelerator": "H100-SXM-80GB", "count": 16, "perNode": 8, "networkGbpsPerNode": "3.2 Tbit/s", "networkEfficiency": "80 %", "networkCards": 8,
            "link": { "name": "mine", "topology": "mesh", "bandwidthGBps": 300 }
          },
          "strategy": {
            "tensor": 2, "sequenceParallel": true, "pipeline": 2, "virtualStages": 2, "schedule": "interleaved", "data": 4, "context": 1, "contextKind": "all-gather", "order": "tensor-context-data-pipeline",
            "expert": 4, "expertTensor": 1, "expertImbalance": 1.5, "sharding": "zero1", "recompute": { "kind": "full", "layers": 2 }, "microBatch": 2,
            "precision": "bf16", "mainGradients": "bf16", "masterWeights": "none", "optimizer": "lion", "attention": "unfused", "framework": "megatron-core",
            "adapter": { "kind": "qlora", "rank": 16, "targets": ["q", "v"], "quantization": "fp4", "doubleQuantization": false },
            "offload": { "optimizer": "cpu", "parameters": "nvme", "activations": "cpu" }, "dropout": 0.1
          },
          "workload": { "sequenceLength": 2048, "globalBatch": 64, "examples": 50000, "epochs": 3, "meanLength": 300, "packing": true },
          "economics": { "pricePerGpuHour": 2.5, "currency": "EUR", "region": "France", "pue": 1.2, "carbonIntensity": 0.05, "powerUtilization": 0.8, "hostWattsPerGpu": 300 },
          "search": { }
        }
        """;

    /// <summary>An inference scenario in which every member is given.</summary>
    public const string Inference = """
        {
          "kind": "inference", "name": "served", "model": "mixtral-8x7b-v0.1", "cluster": { "accelerator": "H100-SXM-80GB", "count": 8, "perNode": 8 },
          "strategy": { "tensor": 2, "pipeline": 2, "expert": 2, "data": 2, "attentionData": 1, "weights": "fp8", "kvCache": "fp8", "chunkTokens": 2048, "speculation": { "draft": "mistral-7b", "tokens": 3, "acceptance": 0.7 }, "adapters": { "count": 4, "rank": 16, "targets": ["q", "v"] }, "offload": { "weights": 0.25, "kvCache": 0.5 }, "framework": "vllm" },
          "workload": { "batch": 16, "inputTokens": 512, "outputTokens": 256, "cachedTokens": 64 },
          "economics": { "pricePerGpuHour": 2 }
        }
        """;

    /// <summary>Every scenario file that ships.</summary>
    public static IEnumerable<string> ShippedFiles =>
        Directory.EnumerateFiles(Repository.At("samples", "scenarios"), "*.json", SearchOption.AllDirectories);
}
