using LlmCostSim.Economics;
using LlmCostSim.Lowering;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>Predicts rows of <c>runs.csv</c> in <c>unit_si</c>.</summary>
internal sealed class RunRows(ValidationCatalogs catalogs) : IRowPredictor
{
    private static readonly string[] RunMetrics =
    [
        "gpu_hours",
        "gpu_hours_pretrain",
        "gpu_hours_total",
        "wall_clock",
        "energy",
        "carbon",
        "cost",
    ];
    private static readonly string[] FlopMetrics = ["compute", "pretrain_flops", "finetune_flops"];

    /// <summary>
    /// Share of the speed of the fastest plan that a run reaches whose plan its source leaves open: nobody searches all plans. Read off
    /// such runs of the open rows (LLaMA, Llama 2 and 3.1, Falcon, MPT, Pythia, StarCoder, SmolLM3, BloombergGPT), about the middle of
    /// predicted over published hours: those rows do not test it.
    /// </summary>
    private const double PlanShare = 0.85;

    public bool Takes(MeasuredRow row) => row.File.Kind == MeasuredKind.Runs;

    public RowPrediction Predict(MeasuredRow row)
    {
        var metric = row.Text("metric");
        return metric switch
        {
            _ when row.Text("scope") is "other" or "inference" => throw new UnpredictableRowException(
                "not a figure of a training step or a whole run"
            ),
            _ when FlopMetrics.Contains(metric) => new RowPrediction(TotalFlops(row)),
            _ when TrainingMetrics.Of(row) is { } step => new RowPrediction(Step(step, RunRowReader.Read(row, catalogs))),
            _ when RunMetrics.Contains(metric) => new RowPrediction(Whole(row, RunRowReader.Read(row, catalogs))),
            _ => throw new UnpredictableRowException($"no prediction for {metric}"),
        };
    }

    private static double Step(TrainingMetric metric, RunCase run) => metric.Value(RunPlans.Best(run), run.Cluster);

    private static double Whole(MeasuredRow row, RunCase run)
    {
        if (!(run.Workload.Tokens > 0))
        {
            throw new UnpredictableRowException("tokens_n is not stated");
        }

        var step = RunPlans.Best(run);
        var fromSteps =
            RunFramework.Of(row) is { HoursFromThroughput: true }
            || row.Text("notes").Contains("computed from logged iteration time", StringComparison.OrdinalIgnoreCase);
        // A single node hardly fails within its job, and leaves little to plan.
        var progress = run.Cluster.Nodes == 1 ? 1 : (fromSteps ? 1 : UsualGoodput.OfCalendar) * (run.PlanIsStated ? 1 : PlanShare);
        var time = step.Step.Total * (run.Workload.Tokens / step.TokensPerStep / progress);
        GpuHours hours = time * run.Cluster.Count;
        var economics = new EconomicsSettings { CarbonIntensity = RunNotes.CarbonIntensity(row) };
        var scenario = new TrainingScenario
        {
            Model = run.Model,
            Cluster = run.Cluster,
            Workload = run.Workload,
            Economics = economics,
        };
        List<Assumption> assumptions = [];
        return row.Text("metric") switch
        {
            "wall_clock" => time.TotalSeconds,
            "cost" => RunEconomics.Price(scenario, PriceBook.Default, GridCatalog.Default, assumptions).Amount * hours.TotalHours,
            "energy" => RunEconomics.Energy(scenario, hours, GridCatalog.Default, assumptions).TotalKilowattHours / 1000,
            "carbon" => RunEconomics.Energy(scenario, hours, GridCatalog.Default, assumptions).TotalKilowattHours
                / 1000
                * RunEconomics.CarbonIntensity(scenario, GridCatalog.Default, assumptions),
            _ => hours.TotalHours,
        };
    }

    // Published budgets count 6 FLOPs per parameter and token (Kaplan et al. 2020), without attention.
    private double TotalFlops(MeasuredRow row)
    {
        var entry = row.Text("model_id").Length > 0 ? catalogs.Model(row, "model_id") : null;
        var tokens =
            row.Number("tokens_n")
            ?? (row.Text("metric") == "finetune_flops" ? RunNotes.FineTuningTokens(row) : entry?.Card.TrainingTokens)
            ?? throw new UnpredictableRowException("tokens_n is not stated");
        return 6 * ParameterCount.Total(RunRowReader.Model(row, catalogs)) * tokens;
    }
}
