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
        AddBreakdown(
            terms,
            "memory.",
            "bytes",
            reports,
            static r => BreakdownTerms.Of(((TrainingReport)r).Memory.Breakdown),
            static term => (term.Name, term.Amount.TotalBytes),
            (name, i) => TermOrigin.Of(name, (TrainingScenario)scenarios[i], (TrainingReport)reports[i])
        );
        terms.Add(Values("memory.perGpuBytes", "bytes", reports, static r => r.Memory.PerGpu.TotalBytes));
        terms.Add(Values("memory.capacityBytes", "bytes", reports, static r => r.Memory.Capacity.TotalBytes));
    }

    private static void AddStep(List<ComparisonTerm> terms, IReadOnlyList<Report> reports)
    {
        AddBreakdown(
            terms,
            "step.",
            "seconds",
            reports,
            static r => BreakdownTerms.Of(((TrainingReport)r).Step),
            static term => (term.Name, term.Time.TotalSeconds)
        );
        terms.Add(Values("step.seconds", "seconds", reports, static r => r.Step.Total.TotalSeconds));
    }

    // All breakdowns of a kind have the same terms in the same order.
    private static void AddBreakdown<T>(
        List<ComparisonTerm> terms,
        string prefix,
        string unit,
        IReadOnlyList<Report> reports,
        Func<Report, IReadOnlyList<T>> breakdown,
        Func<T, (string Name, double Value)> read,
        Func<string, int, string>? why = null
    )
    {
        List<IReadOnlyList<T>> all = [.. reports.Select(breakdown)];
        for (var i = 0; i < all[0].Count; i++)
        {
            var name = read(all[0][i]).Name;
            terms.Add(
                new ComparisonTerm(
                    prefix + name,
                    unit,
                    [.. all.Select(one => read(one[i]).Value)],
                    [.. reports.Select((_, report) => why?.Invoke(name, report) ?? "")]
                )
            );
        }
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
        AddBreakdown(
            terms,
            "memory.",
            "bytes",
            reports,
            static r => BreakdownTerms.Of(((InferenceReport)r).Estimate.Memory),
            static term => (term.Name, term.Amount.TotalBytes)
        );
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

    private static ComparisonTerm Values(string name, string unit, IReadOnlyList<Report> reports, Func<TrainingReport, double> value) =>
        Values<TrainingReport>(name, unit, reports, value);

    private static ComparisonTerm Values<T>(string name, string unit, IReadOnlyList<Report> reports, Func<T, double> value)
        where T : Report => new(name, unit, [.. reports.Select(r => value((T)r))], [.. reports.Select(static _ => "")]);
}
