using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Planning;

public class PlanWorkerTests
{
    [Fact]
    public void Run_ThousandsOfPlans_AllocatesNothing()
    {
        var estimator = new Estimator();
        var request = new PlanRequest(
            new TrainingScenario
            {
                Model = ModelCatalog.Default.Get("gpt3-175b").Spec,
                Cluster = Cluster.Create(HardwareCatalog.Default.Get("A100-SXM-80GB"), 1024),
                Framework = "megatron",
                Workload = new TrainingWorkload(2048, 1024, 1e11),
            }
        )
        {
            Prune = false,
        };
        var tasks = PlanTask.All(request, estimator);
        PlanItem[] items = [.. PlanEnumeration.Of(request, tasks).Items];
        var worker = new PlanWorker(request, tasks);
        var before = new PlanTally(request.Top, tasks.Length);
        long plans = 0;

        Allocations.None(() =>
        {
            worker.Found.Clear();
            foreach (var item in items)
            {
                worker.Run(item, before);
            }

            plans = worker.Found.Evaluated;
        });

        Assert.True(plans > 10_000, $"{plans}");
    }
}
