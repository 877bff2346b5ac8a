using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>A stated rate of generated tokens against what memory and matrix units allow, and against the simulator's interval.</summary>
/// <remarks>Described in docs/auditing.md, "Checks".</remarks>
internal static class InferenceSpeedCheck
{
    /// <summary>
    /// FLOPs of one generated token per active parameter: a multiplication and an addition (attention left out, so the bound holds).
    /// </summary>
    private const double FlopsPerParameter = 2;

    public static void Run(Claim claim, Estimator estimator, Findings findings)
    {
        if (claim is not { Inference: { } scenario, TokensPerSecondPerGpu: { } stated })
        {
            return;
        }

        if (!claim.StatesServedWorkload)
        {
            WithoutWorkload(scenario, stated, findings);
            return;
        }

        if (estimator.Estimate(scenario) is not InferenceReport { Estimate.OutputTokensPerSecond: > 0 } report)
        {
            return;
        }

        var (limit, what) = Bound(scenario, report.Estimate.Memory.Weights * Share(scenario.Model), findings);
        if (stated > limit)
        {
            findings.Add(
                "generation-speed",
                FindingSeverity.Impossible,
                stated,
                limit,
                "tokens/s per GPU",
                $"{Words.Of(stated)} tokens/s per GPU are stated; {what}"
            );
            findings.Change($"at most {Words.Of(limit)} tokens/s per GPU, a larger batch, or smaller weights");
            return;
        }

        AgainstInterval(stated, report.Interval.OutputTokensPerSecond, scenario.Cluster.Count, what, findings);
    }

    /// <summary>The lower of what memory and matrix units allow, in tokens per second and accelerator, and why.</summary>
    private static (double Limit, string What) Bound(InferenceScenario scenario, Bytes weights, Findings findings)
    {
        var (accelerator, batch) = (scenario.Cluster.Accelerator, scenario.Workload.Batch);
        var peak = MatrixUnits(scenario);
        var passes = accelerator.MemoryBandwidth.BytesPerSecond / weights.TotalBytes;
        var bandwidth = passes * batch / scenario.Strategy.RanksPerReplica;
        findings.Imply("bandwidthTokensPerSecondPerGpu", bandwidth);
        return bandwidth < peak || peak <= 0
            ? (
                bandwidth,
                Words.Join(
                    $"reading {Words.Of(weights)} of weights per token of each sequence from memory of {accelerator.MemoryBandwidth.BytesPerSecond / 1e12:0.00} TB/s, {Words.Of(batch)} sequences at a time, allows at most {Words.Of(bandwidth)} tokens/s per GPU"
                )
            )
            : (peak, Words.Join($"the matrix units of {accelerator.Id} allow at most {Words.Of(peak)} tokens/s per GPU"));
    }

    private static void AgainstInterval(double stated, in Quantiles simulated, int gpus, string what, Findings findings)
    {
        var (low, middle, high) = (simulated.P10 / gpus, simulated.P50 / gpus, simulated.P90 / gpus);
        var above = stated > high * Tolerances.Interval;
        findings.Add(
            "generation-speed",
            above ? FindingSeverity.Implausible
                : stated < low / Tolerances.Interval ? FindingSeverity.Note
                : FindingSeverity.Ok,
            stated,
            middle,
            "tokens/s per GPU",
            $"{Words.Of(stated)} tokens/s per GPU are stated, the simulator finds {Words.Of(middle)} ({Words.Of(low)} to {Words.Of(high)}); {what}"
        );
        if (above)
        {
            findings.Change($"about {Words.Of(middle)} tokens/s per GPU");
        }
    }

    // Whatever the batch, every token takes its arithmetic.
    private static void WithoutWorkload(InferenceScenario scenario, double stated, Findings findings)
    {
        var peak = MatrixUnits(scenario);
        if (peak > 0)
        {
            findings.Add(
                "generation-speed",
                stated > peak ? FindingSeverity.Impossible : FindingSeverity.Note,
                stated,
                peak,
                "tokens/s per GPU",
                $"{Words.Of(stated)} tokens/s per GPU are stated; the matrix units of {scenario.Cluster.Accelerator.Id} allow at most {Words.Of(peak)}, and no workload is stated that would say what memory allows"
            );
        }

        if (peak > 0 && stated > peak)
        {
            findings.Change($"at most {Words.Of(peak)} tokens/s per GPU");
        }
    }

    /// <summary>Tokens per second and accelerator that the matrix units allow; 0: no peak in that format is known.</summary>
    private static double MatrixUnits(InferenceScenario scenario) =>
        (scenario.Cluster.Accelerator.Peak.Of(scenario.Strategy.Weights) ?? FlopRate.Zero).FlopsPerSecond
        / (FlopsPerParameter * ParameterCount.Active(scenario.Model));

    // Every pass over a batch reads the weights once; of experts those of one token at least, whatever the batch.
    private static double Share(ModelSpec model) => ParameterCount.Active(model) / (double)ParameterCount.Total(model);
}
