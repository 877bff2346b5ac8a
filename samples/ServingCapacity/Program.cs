// How many H100 does a chat service of Llama 3.1 8B need at twenty requests a second, so that 99 % of the answers begin within a second?
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Planning;
using LlmCostSim.Scenarios;
using LlmCostSim.Serving;

var service = new ServingScenario
{
    Model = ModelCatalog.Default.Get("llama-3.1-8b").Spec,
    Cluster = Cluster.Create(HardwareCatalog.Default.Get("H100-SXM-80GB"), 1, 8),
    Framework = "vllm",
    Workload = new ServingWorkload
    {
        Requests = 4000,
        Arrivals = Arrivals.Poisson(rate: 20),
        Input = LengthDistribution.LogNormal(mean: 1200, deviation: 1000, maximum: 8000),
        Output = LengthDistribution.LogNormal(mean: 250, deviation: 200, maximum: 2000),
        Objective = new ServiceObjective { TimeToFirstToken = 1, TimePerOutputToken = 0.025 },
    },
};

CapacityResult answer = CapacitySearch.Find(new CapacityRequest(service) { Tensor = [1, 2, 4], MaxGpus = 64 }, new Estimator());

foreach (CapacityCandidate candidate in answer.Candidates)
{
    string verdict = candidate.Meets ? $"{candidate.Report.CostPerMillionTokens} per million tokens" : candidate.Reason;
    Console.WriteLine($"{candidate.Scenario.Strategy.Data,3} replicas of {candidate.Scenario.Strategy.Tensor} GPUs = {candidate.Gpus,3} GPUs: {verdict}");
}

Console.WriteLine(answer.Best is { } best ? $"needed: {best.Gpus} GPUs, {best.CostPerHour} per hour" : "nothing keeps the objective");
