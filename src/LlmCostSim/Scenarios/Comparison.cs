using LlmCostSim.Training;

namespace LlmCostSim.Scenarios;

/// <summary>Scenarios side by side, term by term.</summary>
/// <param name="Scenarios">The scenarios.</param>
/// <param name="Reports">Their reports, in the same order.</param>
/// <param name="Terms">The terms, in the order of the reports.</param>
public sealed record Comparison(IReadOnlyList<Scenario> Scenarios, IReadOnlyList<Report> Reports, IReadOnlyList<ComparisonTerm> Terms)
{
    /// <summary>Compares reports: all of training, or all of inference; of others there are no terms in common.</summary>
    /// <param name="scenarios">The scenarios.</param>
    /// <param name="reports">Their reports, in the same order.</param>
    public static Comparison Of(IReadOnlyList<Scenario> scenarios, IReadOnlyList<Report> reports)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        ArgumentNullException.ThrowIfNull(reports);
        var terms = new List<ComparisonTerm>();
        if (reports.All(static r => r is TrainingReport))
        {
            AddMemory(terms, scenarios, reports);
            AddStep(terms, reports);
            AddRun(terms, reports);
        }
        else if (reports.All(static r => r is InferenceReport))
        {
            AddInference(terms, reports);
        }

        return new Comparison(scenarios, reports, terms);
    }

    private static void AddMemory(List<ComparisonTerm> terms, IReadOnlyList<Scenario> scenarios, IReadOnlyList<Report> reports)
    {
        void Add(string name, Func<MemoryBreakdown, double> value, Func<TrainingScenario, TrainingReport, string> why) => terms.Add(new ComparisonTerm(
            "memory." + name,
            "bytes",
            [.. reports.Select(r => value(((TrainingReport)r).Memory.Breakdown))],
            [.. scenarios.Zip(reports, (s, r) => why((TrainingScenario)s, (TrainingReport)r))]));

        Add("weights", static m => m.Weights.TotalBytes, TermOrigin.Weights);
        Add("gradients", static m => m.Gradients.TotalBytes, TermOrigin.Gradients);
        Add("optimizer", static m => m.Optimizer.TotalBytes, TermOrigin.Optimizer);
        Add("activations", static m => m.Activations.TotalBytes, TermOrigin.Activations);
        Add("logits", static m => m.Logits.TotalBytes, static (_, _) => "");
        Add("temporary", static m => m.Temporary.TotalBytes, static (_, r) => "working tensors of the peak, which is " + r.Memory.PeakAt);
        Add("overhead", static m => m.Overhead.TotalBytes, static (_, _) => "");
        Add("perGpuBytes", static m => m.Total.TotalBytes, static (_, _) => "");
        terms.Add(Values("memory.capacityBytes", "bytes", reports, static r => r.Memory.Capacity.TotalBytes));
    }

    private static void AddStep(List<ComparisonTerm> terms, IReadOnlyList<Report> reports)
    {
        terms.Add(Values("step.forward", "seconds", reports, static r => r.Step.Forward.TotalSeconds));
        terms.Add(Values("step.backward", "seconds", reports, static r => r.Step.Backward.TotalSeconds));
        terms.Add(Values("step.recompute", "seconds", reports, static r => r.Step.Recompute.TotalSeconds));
        terms.Add(Values("step.tensorParallel", "seconds", reports, static r => r.Step.TensorParallel.TotalSeconds));
        terms.Add(Values("step.contextParallel", "seconds", reports, static r => r.Step.ContextParallel.TotalSeconds));
        terms.Add(Values("step.expertParallel", "seconds", reports, static r => r.Step.ExpertParallel.TotalSeconds));
        terms.Add(Values("step.pipelineBubble", "seconds", reports, static r => r.Step.PipelineBubble.TotalSeconds));
        terms.Add(Values("step.pipelineTransfer", "seconds", reports, static r => r.Step.PipelineTransfer.TotalSeconds));
        terms.Add(Values("step.dataParallel", "seconds", reports, static r => r.Step.DataParallel.TotalSeconds));
        terms.Add(Values("step.optimizer", "seconds", reports, static r => r.Step.Optimizer.TotalSeconds));
        terms.Add(Values("step.offload", "seconds", reports, static r => r.Step.Offload.TotalSeconds));
        terms.Add(Values("step.other", "seconds", reports, static r => r.Step.Other.TotalSeconds));
        terms.Add(Values("step.seconds", "seconds", reports, static r => r.Step.Total.TotalSeconds));
    }

    private static void AddRun(List<ComparisonTerm> terms, IReadOnlyList<Report> reports)
    {
        terms.Add(Values("throughput.tokensPerSecond", "tokens/s", reports, static r => r.Throughput.TokensPerSecond));
        terms.Add(Values("throughput.mfu", "fraction", reports, static r => r.Throughput.Mfu));
        terms.Add(Values("run.days", "days", reports, static r => r.Run.Time.TotalDays));
        terms.Add(Values("run.gpuHours", "hours", reports, static r => r.Run.GpuHours.TotalHours));
        terms.Add(Values("run.energyMWh", "MWh", reports, static r => r.Run.Energy.TotalMegawattHours));
        terms.Add(Values("run.cost", "currency", reports, static r => r.Run.Cost.Amount));
    }

    private static void AddInference(List<ComparisonTerm> terms, IReadOnlyList<Report> reports)
    {
        void Add(string name, string unit, Func<InferenceReport, double> value) => terms.Add(Values(name, unit, reports, value));
        Add("memory.weights", "bytes", static r => r.Estimate.Memory.Weights.TotalBytes);
        Add("memory.kvCache", "bytes", static r => r.Estimate.Memory.KeyValueCache.TotalBytes);
        Add("memory.activations", "bytes", static r => r.Estimate.Memory.Activations.TotalBytes);
        Add("memory.overhead", "bytes", static r => r.Estimate.Memory.Overhead.TotalBytes);
        Add("memory.perGpuBytes", "bytes", static r => r.Estimate.Memory.Total.TotalBytes);
        Add("memory.capacityBytes", "bytes", static r => r.Capacity.TotalBytes);
        Add("ttftSeconds", "seconds", static r => r.Estimate.TimeToFirstToken.TotalSeconds);
        Add("tpotSeconds", "seconds", static r => r.Estimate.TimePerOutputToken.TotalSeconds);
        Add("endToEndSeconds", "seconds", static r => r.Estimate.EndToEnd.TotalSeconds);
        Add("outputTokensPerSecond", "tokens/s", static r => r.Estimate.OutputTokensPerSecond);
        Add("maxBatch", "sequences", static r => r.Estimate.MaxBatch);
        Add("maxContext", "tokens", static r => r.Estimate.MaxContext);
        Add("costPerMillionTokens", "currency", static r => r.CostPerMillionTokens.Amount);
    }

    private static ComparisonTerm Values(string name, string unit, IReadOnlyList<Report> reports, Func<TrainingReport, double> value)
        => Values<TrainingReport>(name, unit, reports, value);

    private static ComparisonTerm Values<T>(string name, string unit, IReadOnlyList<Report> reports, Func<T, double> value) where T : Report
        => new(name, unit, [.. reports.Select(r => value((T)r))], [.. reports.Select(static _ => "")]);
}
