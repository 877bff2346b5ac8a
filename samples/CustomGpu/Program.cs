// A GPU that no catalogue knows: an A100 with twice the memory bandwidth, and what that buys.
using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

Accelerator known = HardwareCatalog.Default.Get("A100-SXM-80GB");
Accelerator mine = known with { Id = "my-gpu", Aliases = [], MemoryBandwidth = known.MemoryBandwidth * 2, Source = "imagined" };
var reader = new ScenarioReader { Hardware = HardwareCatalog.Default.With(mine) };

foreach (string gpu in (string[])["A100-SXM-80GB", "my-gpu"])
{
    var scenario = (TrainingScenario)reader.Read($$"""
        {
          "model": "llama-2-7b",
          "cluster": { "accelerator": "{{gpu}}", "count": 8 },
          "strategy": { "sharding": "fsdp-full", "recompute": "full", "microBatch": 4 },
          "workload": { "sequenceLength": 4096, "globalBatch": 256 }
        }
        """);
    TrainingReport report = new Estimator().Estimate(scenario);
    Console.WriteLine($"{gpu}: {report.Step.Total.TotalSeconds:0.00} s per step");
}
