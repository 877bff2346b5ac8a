using System.Globalization;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the constants of training steps of every software stack that measured steps are known of, a handful each, over the fitted kernel
/// models of the hardware. Reports what held-out models and layouts, and other regimes, are predicted with constants that have not seen
/// them.
/// </summary>
internal static class TrainingFit
{
    /// <summary>Fits and reports.</summary>
    /// <param name="rows">Measured steps.</param>
    /// <param name="projectFolder">Folder of the library's project, whose stack JSON is rewritten.</param>
    /// <param name="log">Receives the tables of errors and constants.</param>
    public static void Run(IReadOnlyList<TrainingFitRow> rows, string projectFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(log);
        var done = new Dictionary<string, SoftwareStack>(StringComparer.Ordinal);
        foreach (var plan in TrainingPlan.All)
        {
            var knobs = plan.Knobs;
            TrainingFitRow[] own = [.. rows.Where(row => row.Stack.Id == plan.Stack)];
            if (own.Length < knobs.Count)
            {
                log.WriteLine($"{plan.Stack}: {own.Length} rows cannot tell {knobs.Count} constants; they stay as they are");
                continue;
            }

            var from = done.GetValueOrDefault(plan.From);
            var start = plan.Start(own[0].Stack, from);
            Transfer(own, start, knobs, log);
            if (from is not null)
            {
                Errors($"{plan.Stack}, with the constants of {plan.From}, others neutral", plan.Foreign(start, from), own, log);
            }

            var (stack, fit) = Fit(own, start, knobs);
            done[plan.Stack] = stack;
            log.WriteLine($"{plan.Stack}: {own.Length} rows, shipped constants");
            for (var i = 0; i < knobs.Count; i++)
            {
                log.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {knobs[i].Parameter.Name} {fit.Values[i]:g4} ± {fit.StandardErrors[i]:g2}"
                    )
                );
            }

            Errors("all", stack, own, log);
            TrainingFitWriter.Write(stack, plan, own, projectFolder);
        }
    }

    /// <summary>
    /// The shipped stacks, each fitted again to a part of its measured steps; one whose part is too small to tell its constants apart stays
    /// as it is.
    /// </summary>
    /// <param name="rows">Measured steps.</param>
    /// <param name="seen">Which of them the fits may see.</param>
    internal static StackCatalog FitTo(IReadOnlyList<TrainingFitRow> rows, Func<TrainingFitRow, bool> seen)
    {
        var catalog = StackCatalog.Default;
        foreach (var plan in TrainingPlan.All)
        {
            TrainingFitRow[] own = [.. rows.Where(row => row.Stack.Id == plan.Stack && seen(row))];
            if (own.Length >= plan.Knobs.Count)
            {
                catalog = catalog.With(Fit(own, plan.Start(own[0].Stack, catalog.Find(plan.From)), plan.Knobs).Stack);
            }
        }

        return catalog;
    }

    /// <summary>The regimes that a fit on one part of the rows is tested on the other with.</summary>
    private static void Transfer(TrainingFitRow[] rows, SoftwareStack start, IReadOnlyList<Knob<SoftwareStack>> knobs, TextWriter log)
    {
        (string Name, Func<TrainingFitRow, bool> Seen)[] splits =
        [
            ("held-out models and layouts, one in four", row => !row.IsHeldOut(4)),
            ("one node to many", row => row.Cluster.Nodes == 1),
            ("hidden up to 1024 to larger, one node", row => row.Model.HiddenSize <= 1024 && row.Cluster.Nodes == 1),
        ];
        foreach (var (name, seen) in splits)
        {
            TrainingFitRow[] fitted = [.. rows.Where(seen)],
                tested = [.. rows.Where(row => !seen(row))];
            if (fitted.Length > 3 * knobs.Count && tested.Length > 0)
            {
                Errors($"{rows[0].Stack.Id}, {name} ({fitted.Length} rows fitted)", Fit(fitted, start, knobs).Stack, tested, log);
            }
        }
    }

    private static (SoftwareStack Stack, FitResult Fit) Fit(
        TrainingFitRow[] rows,
        SoftwareStack start,
        IReadOnlyList<Knob<SoftwareStack>> knobs
    ) =>
        KnobFit.Run(
            start,
            knobs,
            [.. rows.Select(row => row.Seconds)],
            (stack, seconds) =>
            {
                for (var i = 0; i < rows.Length; i++)
                {
                    seconds[i] = rows[i].Predict(stack);
                }
            },
            Weights(rows)
        );

    /// <summary>Sources count the same whatever their number of rows, so that the largest one does not decide alone.</summary>
    private static double[] Weights(TrainingFitRow[] rows)
    {
        var counts = rows.GroupBy(row => row.Source).ToDictionary(group => group.Key, group => group.Count());
        return [.. rows.Select(row => 1.0 / counts[row.Source])];
    }

    private static void Errors(string title, SoftwareStack stack, TrainingFitRow[] rows, TextWriter log)
    {
        var errors = new KernelErrors();
        foreach (var row in rows)
        {
            errors.Add(row.Source, row.Predict(stack), row.Seconds);
        }

        log.WriteLine(title);
        errors.Write(log);
    }
}
