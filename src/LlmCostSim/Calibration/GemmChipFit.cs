using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the GEMM constants of a chip, or carries them over to a related accelerator, with the error on shapes that the fit did not see in
/// each origin.
/// </summary>
internal static class GemmChipFit
{
    // Many constants with kinks of tiles and waves between them: search longer than the default.
    private static readonly FitOptions Options = new()
    {
        Rounds = 4,
        PolishRounds = 16,
        Tolerance = 1e-6,
    };

    /// <summary>
    /// Fits one chip to all its rows, and judges that by five more fits: each sees four shapes in five and is judged by the fifth, so that
    /// every shape is kept back once.
    /// </summary>
    /// <param name="chip">Id of the chip.</param>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">All its rows.</param>
    /// <param name="reference">Id of the library whose constants are the hardware's own.</param>
    /// <returns>The constants as they ship, with their origins.</returns>
    public static GemmFitState Chip(string chip, Accelerator accelerator, IReadOnlyList<GemmRow> rows, string reference)
    {
        ArgumentNullException.ThrowIfNull(rows);
        GemmRow[] kernels = [.. rows.Where(row => GemmFitPlan.Default.Takes(row.Source))];
        GemmFitState Fit(int? without) =>
            GemmFit.Run(chip, accelerator, [.. kernels.Where(row => row.Part != without)], reference, Options);
        var final = Fit(null);
        var fitted = Ratios(final, accelerator, kernels);
        (GemmRow Row, double Ratio)[] keptBack =
        [
            .. Enumerable
                .Range(0, GemmRow.Parts)
                .SelectMany(part => Ratios(Fit(part), accelerator, kernels.Where(row => row.Part == part))),
        ];
        var sources = string.Join(", ", kernels.Select(row => row.Source).Distinct().Order(StringComparer.Ordinal));
        return final with
        {
            Hardware = final.Hardware with
            {
                Origin =
                    $"fit to kernels measured by {sources} (operator database of ai-dynamo/aiconfigurator, profiles of microsoft/vidur); {Errors(fitted, keptBack)}",
            },
            Libraries =
            [
                .. final.Libraries.Select(library =>
                    library with
                    {
                        Origin = $"fit; {Errors(Of(fitted, library.Id), Of(keptBack, library.Id))}",
                    }
                ),
            ],
        };
    }

    /// <summary>Carries a chip's constants over to an accelerator with few measured multiplies.</summary>
    /// <param name="id">The accelerator's id in lower case.</param>
    /// <param name="accelerator">The accelerator.</param>
    /// <param name="related">Constants of the related chip.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="source">Where they are from.</param>
    /// <returns>Its constants, with their origin.</returns>
    public static GemmConstants Related(
        string id,
        Accelerator accelerator,
        GemmConstants related,
        IReadOnlyList<GemmRow> rows,
        string source
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        var constants = GemmTransferFit.Run(id, accelerator, related, [.. rows.Where(row => !row.IsHeldOut)]);
        var kernel = new Operators.GemmKernel(accelerator, constants, GemmLibraryConstants.Default, NumberFormat.Bf16);
        (GemmRow Row, double Ratio)[] ratios =
        [
            .. rows.Select(row => (row, kernel.Seconds(row.M, row.N, row.K, 1, row.OutputBytes) / row.Seconds)),
        ];
        var (fitted, keptBack) = (ratios.Where(x => !x.Row.IsHeldOut).ToArray(), ratios.Where(x => x.Row.IsHeldOut).ToArray());
        return constants with
        {
            Origin = $"constants of {related.Chip} with tile efficiencies and throttling fitted to {source}; {Errors(fitted, keptBack)}",
        };
    }

    // Predicted over measured of the rows that are judged.
    private static (GemmRow Row, double Ratio)[] Ratios(GemmFitState fit, Accelerator accelerator, IEnumerable<GemmRow> rows)
    {
        GemmRow[] judged = [.. rows.Where(row => !ShortKernel.Is(row.Seconds))];
        return [.. fit.Predict(accelerator, judged).Select((seconds, i) => (judged[i], seconds / judged[i].Seconds))];
    }

    private static (GemmRow Row, double Ratio)[] Of((GemmRow Row, double Ratio)[] rows, string library) =>
        [.. rows.Where(x => x.Row.LibraryId == library)];

    private static string Errors((GemmRow Row, double Ratio)[] fitted, (GemmRow Row, double Ratio)[] keptBack) =>
        $"mean absolute percentage error at 10 us and above {Error(fitted)} fitted rows, {Error(keptBack)} rows of shapes kept back";

    private static string Error((GemmRow Row, double Ratio)[] rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{FitOrigin.Error(rows.Select(x => x.Ratio))} on {rows.Length}");
}
