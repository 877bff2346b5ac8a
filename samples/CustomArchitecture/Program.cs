// An architecture of one's own: its parameters, its arithmetic, and whether one 24 GB card trains it by QLoRA.
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;

var model = new ModelSpec
{
    Id = "my-3b",
    Layers = 28,
    HiddenSize = 3072,
    Attention = new AttentionSpec { Heads = 24, KeyValueHeads = 8, HeadDim = 128 },
    FeedForward = FeedForwardKind.SwiGlu,
    FeedForwardSize = 8192,
    Norm = NormKind.RmsNorm,
    Positions = PositionKind.Rope,
    Vocabulary = 64000,
    MaxSequence = 8192,
};
Console.WriteLine($"{model.Id}: {ParameterCount.Total(model):N0} parameters");

var template = (TrainingScenario)new ScenarioReader().Read("""
    {
      "model": "llama-2-7b",
      "cluster": { "accelerator": "RTX-4090", "count": 1 },
      "strategy": { "recompute": "full", "optimizer": "adamw-paged",
                    "adapter": { "kind": "qlora", "rank": 64, "targets": "all-linear", "quantization": "nf4", "doubleQuantization": true } },
      "workload": { "sequenceLength": 2048, "globalBatch": 16 }
    }
    """);
TrainingReport report = new Estimator().Estimate(template with { Model = model });
Console.WriteLine($"QLoRA on one RTX 4090: {report.Memory.PerGpu.TotalGiB:0.0} of {report.Memory.Capacity.TotalGiB:0.0} GiB, fits: {report.Feasible}");
