// A project that knows the package only: estimates Falcon-7B and checks the figures that cannot be off by much.
using LlmCostSim.Scenarios;

var scenario = (TrainingScenario)
    new ScenarioReader().Read(
        """
        {
          "model": "falcon-7b",
          "cluster": { "accelerator": "A100-SXM-40GB", "count": 384, "perNode": 8, "networkGbpsPerNode": 400 },
          "strategy": { "tensor": 1, "pipeline": 2, "data": 192, "sharding": "zero1", "microBatch": 1, "attention": "flash" },
          "workload": { "sequenceLength": 2048, "globalBatch": 2304, "tokens": 1.5e12 }
        }
        """
    );
TrainingReport report = new Estimator().Estimate(scenario);
Console.WriteLine($"{report.Parameters} parameters, {report.Run.Time.TotalDays:0.0} days, {report.Memory.PerGpu.TotalGiB:0.0} GiB");
return report.Parameters == 7_217_189_760 && report.Feasible && report.Run.Time.TotalDays is > 7 and < 28 ? 0 : 1;
