// Is the published way of training GPT-3 175B on 64 A100 the best one? Searches all legal ways and says, term by term, what the best one does differently.
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;

var published = (TrainingScenario)new ScenarioReader().Read("""
    {
      "name": "GPT-3 175B as in Korthikanti et al. 2022, table 5",
      "model": "gpt3-175b",
      "cluster": { "accelerator": "A100-SXM-80GB", "count": 64, "perNode": 8, "networkGbpsPerNode": 1600 },
      "strategy": {
        "tensor": 8, "sequenceParallel": true, "pipeline": 8, "virtualStages": 3, "schedule": "interleaved",
        "recompute": "selective", "microBatch": 1, "precision": "fp16", "attention": "unfused", "framework": "megatron"
      },
      "workload": { "sequenceLength": 2048, "globalBatch": 64 }
    }
    """);

PlanExplanation answer = PlanExplainer.Explain(published, new Estimator());
Console.WriteLine($"{answer.Search.Enumerated:N0} legal plans, {answer.Search.Evaluated:N0} of them evaluated, the others excluded by bounds");
Console.WriteLine($"published: {answer.Given.Report.Step.Total.TotalSeconds:0.00} s a step, {answer.Given.Report.Memory.PerGpu.TotalGiB:0.0} GiB per GPU");
if (answer.Best is { } best)
{
    Console.WriteLine($"best:      {best.Report.Step.Total.TotalSeconds:0.00} s a step, {best.Report.Memory.PerGpu.TotalGiB:0.0} GiB per GPU");
    foreach (PlanDifference term in answer.Terms.Where(term => term.Unit == "seconds"))
    {
        Console.WriteLine($"  {term.Term,-22} {term.Difference,8:+0.000;-0.000} s  {term.Because}");
    }
}
