using LlmCostSim.Inference;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>Memory of an inference job: weights and cache against capacity, and a stated figure against both.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class InferenceMemoryCheck
{
    public static void Run(Claim claim, Estimator estimator, Findings findings)
    {
        if (claim.Inference is not { } scenario)
        {
            return;
        }

        var report = (InferenceReport)estimator.Estimate(scenario);
        var memory = report.Estimate.Memory;
        if (report.Capacity <= Bytes.Zero)
        {
            findings.Add("layout-rules", FindingSeverity.Inconsistent, null, null, "", $"{string.Join("; ", report.Reasons)}");
            findings.Change($"a layout that the model allows");
            return;
        }

        var capacity = scenario.Cluster.Accelerator.UsableMemory;
        var floor = memory.Weights + memory.KeyValueCache;
        findings.Imply("weightsPerGpuBytes", memory.Weights.TotalBytes);
        findings.Imply("kvCachePerGpuBytes", memory.KeyValueCache.TotalBytes);
        findings.Imply("perGpuBytes", memory.Total.TotalBytes);
        findings.Imply("capacityBytes", capacity.TotalBytes);
        var text = claim.StatesServedWorkload
            ? Words.Join(
                $"weights take {Words.Of(memory.Weights)} and the key-value cache {Words.Of(memory.KeyValueCache)} of {Words.Of(capacity)} per GPU"
            )
            : Words.Join(
                $"weights alone take {Words.Of(memory.Weights)} of {Words.Of(capacity)} per GPU; what is served is not stated, so no cache is counted"
            );
        if (floor > capacity)
        {
            findings.Add("memory-cache", FindingSeverity.Impossible, floor.TotalBytes, capacity.TotalBytes, "bytes", $"{text}");
            findings.Change(
                $"at most {Words.Of(Math.Floor(report.Estimate.MaxContext))} tokens of context at this batch, {Words.Of(Math.Ceiling(floor / capacity))} times the GPUs per replica, or smaller formats of weights and cache"
            );
        }
        else
        {
            findings.Add("memory-cache", FindingSeverity.Ok, floor.TotalBytes, capacity.TotalBytes, "bytes", $"{text}");
        }

        if (claim.MemoryPerGpu is { } stated)
        {
            Stated(stated, memory, floor, findings);
        }
    }

    private static void Stated(Bytes stated, in InferenceMemory memory, Bytes floor, Findings findings)
    {
        if (stated < floor * (1 / Tolerances.MemoryRounding))
        {
            findings.Add(
                "memory-stated",
                FindingSeverity.Impossible,
                stated.TotalBytes,
                floor.TotalBytes,
                "bytes",
                $"{Words.Of(stated)} per GPU are stated, but weights and cache take {Words.Of(floor)}"
            );
            findings.Change($"at least {Words.Of(floor)} per GPU");
        }
        else
        {
            var severity = stated > memory.Total * (Tolerances.Memory * Tolerances.Memory) ? FindingSeverity.Note : FindingSeverity.Ok;
            findings.Add(
                "memory-stated",
                severity,
                stated.TotalBytes,
                memory.Total.TotalBytes,
                "bytes",
                $"{Words.Of(stated)} per GPU are stated, the simulator finds {Words.Of(memory.Total)}"
            );
        }
    }
}
