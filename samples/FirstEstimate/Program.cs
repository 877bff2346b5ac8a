// Does Falcon-7B fit on 384 A100-40GB, how long does it take, what does it cost?
using LlmCostSim.Scenarios;

var scenario = (TrainingScenario)new ScenarioReader().Read("""
    {
      "model": "falcon-7b",
      "cluster": { "accelerator": "A100-SXM-40GB", "count": 384, "perNode": 8, "networkGbpsPerNode": 400 },
      "strategy": { "pipeline": 2, "sharding": "zero1", "microBatch": 1, "attention": "flash" },
      "workload": { "sequenceLength": 2048, "globalBatch": 2304, "tokens": 1.5e12 }
    }
    """);
TrainingReport report = new Estimator().Estimate(scenario);

Console.WriteLine($"fits: {report.Feasible}, {report.Memory.PerGpu.TotalGiB:0.0} of {report.Memory.Capacity.TotalGiB:0.0} GiB");
Console.WriteLine($"step: {report.Step.Total.TotalSeconds:0.00} s, of which bubble {report.Step.PipelineBubble.TotalSeconds:0.00} s");
Console.WriteLine($"speed: {report.Throughput.TokensPerSecondPerGpu:0} tokens/s/GPU, MFU {report.Throughput.Mfu:P1}");
Console.WriteLine($"run: {report.Run.Time.TotalDays:0.0} days, {report.Run.GpuHours.TotalHours:0} GPU-hours, {report.Run.Cost}");
foreach (Assumption assumption in report.Assumptions)
{
    Console.WriteLine($"assumed: {assumption}");
}
