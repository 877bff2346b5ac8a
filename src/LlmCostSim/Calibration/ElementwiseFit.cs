using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// Fits the shipped constants of memory-bound kernels to measured rows: six per chip, four of the library that ran on both.
/// </summary>
internal static class ElementwiseFit
{
    private const string Measured = "vllm-2024";
    private const int Parts = 4;

    private static readonly string[] Chips = ["a100", "h100"];
    private static readonly Accelerator[] Accelerators =
    [
        HardwareCatalog.Default.Get("A100-SXM-80GB"),
        HardwareCatalog.Default.Get("H100-SXM-80GB"),
    ];

    /// <summary>Fits and reports.</summary>
    /// <param name="rows">Measured kernels of both chips.</param>
    /// <param name="projectFolder">Folder of the library's project, whose JSON is rewritten; <see langword="null"/> to write
    /// nothing.</param>
    /// <param name="log">Receives the error tables.</param>
    public static void Run(IReadOnlyList<ElementwiseMeasurement> rows, string? projectFolder, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(log);
        // Every shape is kept back from one of four fits to show how the form transfers; what ships is fitted on all.
        static int Part(ElementwiseMeasurement row) => ShapeSplit.Part(Parts, (long)row.Bytes, (long)row.Rows);
        var keptBack = new KernelErrors();
        for (var part = 0; part < Parts; part++)
        {
            Add(keptBack, Fit([.. rows.Where(row => Part(row) != part)]), [.. rows.Where(row => Part(row) == part)]);
        }

        log.WriteLine("shapes kept back, each from one of four fits:");
        keptBack.Write(log);
        var final = Fit(rows);
        log.WriteLine("all shapes, shipped constants:");
        Errors(final, rows).Write(log);
        if (projectFolder is not null)
        {
            Write(final, rows, projectFolder);
        }
    }

    private static FitResult Fit(IReadOnlyList<ElementwiseMeasurement> rows) =>
        ConstantFitter.Fit(
            [.. Chips.SelectMany(ChipParameters), .. LibraryParameters()],
            [.. rows.Select(row => row.Seconds)],
            (constants, seconds) => Predict(constants, rows, seconds),
            [.. rows.Select(row => ShortKernel.WeightOf(row.Seconds))]
        );

    private static IEnumerable<FitParameter> ChipParameters(string chip)
    {
        yield return new FitParameter($"{chip}.kernelSeconds", 1.5e-6, 0.5e-6, 6e-6);
        yield return new FitParameter($"{chip}.memoryEfficiency", 0.9, 0.5, 0.97);
        yield return new FitParameter($"{chip}.residentShare", 0.4, 0.05, 1);
        yield return new FitParameter($"{chip}.cacheRatio", 1.3, 1, 3);
        yield return new FitParameter($"{chip}.blockBytesPerSecond", 10e9, 1e9, 60e9);
        yield return new FitParameter($"{chip}.blocksPerMultiprocessor", 2, 1, 16);
    }

    private static IEnumerable<FitParameter> LibraryParameters()
    {
        yield return new FitParameter("rotaryShare", 0.6, 0.1, 1);
        yield return new FitParameter("normShare", 0.5, 0.1, 1);
        yield return new FitParameter("activationShare", 0.75, 0.1, 1);
        yield return new FitParameter("rowSeconds", 0.3e-6, 0.02e-6, 2e-6);
    }

    private static ElementwiseConstants Chip(ReadOnlySpan<double> constants, int chip)
    {
        var own = constants.Slice(6 * chip, 6);
        return new ElementwiseConstants
        {
            Chip = Chips[chip],
            Origin = "being fitted",
            KernelSeconds = own[0],
            MemoryEfficiency = own[1],
            ResidentShare = own[2],
            CacheRatio = own[3],
            BlockBytesPerSecond = own[4],
            BlocksPerMultiprocessor = own[5],
        };
    }

    private static ElementwiseLibraryConstants Library(ReadOnlySpan<double> constants)
    {
        var own = constants[(6 * Chips.Length)..];
        return new ElementwiseLibraryConstants
        {
            Name = Measured,
            Origin = "being fitted",
            RotaryShare = own[0],
            NormShare = own[1],
            ActivationShare = own[2],
            RowSeconds = own[3],
        };
    }

    private static void Predict(ReadOnlySpan<double> constants, IReadOnlyList<ElementwiseMeasurement> rows, Span<double> seconds)
    {
        var library = Library(constants);
        var a100 = new ElementwiseKernel(Accelerators[0], Chip(constants, 0), library);
        var h100 = new ElementwiseKernel(Accelerators[1], Chip(constants, 1), library);
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            seconds[i] = (row.Chip == Chips[0] ? a100 : h100).Seconds(row.Kind, row.Bytes, row.Rows);
        }
    }

    private static KernelErrors Errors(FitResult fit, IReadOnlyList<ElementwiseMeasurement> rows)
    {
        var errors = new KernelErrors();
        Add(errors, fit, rows);
        return errors;
    }

    private static void Add(KernelErrors errors, FitResult fit, IReadOnlyList<ElementwiseMeasurement> rows)
    {
        var seconds = new double[rows.Count];
        Predict(fit.Values.ToArray(), rows, seconds);
        for (var i = 0; i < rows.Count; i++)
        {
            errors.Add($"{rows[i].Chip} {rows[i].Source} {rows[i].Operation}", seconds[i], rows[i].Seconds);
            errors.Add($"{rows[i].Chip} ALL", seconds[i], rows[i].Seconds);
        }
    }

    private static void Write(FitResult fit, IReadOnlyList<ElementwiseMeasurement> rows, string projectFolder)
    {
        var values = fit.Values.ToArray();
        for (var chip = 0; chip < Chips.Length; chip++)
        {
            var constants = Chip(values, chip);
            var own = rows.Where(row => row.Chip == constants.Chip).ToArray();
            var origin = Origin(fit, own);
            ConstantsJson.Save(
                Path.Combine(projectFolder, "Hardware", "Data", "kernels", $"{constants.Chip}.elementwise.json"),
                json => WriteConstants(json, constants, origin)
            );
        }

        var fitted = Library(values) with { Origin = Origin(fit, rows) };
        ConstantsJson.Save(
            Path.Combine(projectFolder, "Stacks", "Data", "elementwise-libraries.json"),
            json =>
            {
                json.WriteStartArray("libraries");
                foreach (var library in ElementwiseLibraryConstants.All)
                {
                    WriteLibrary(json, library.Name == fitted.Name ? fitted : library);
                }

                json.WriteEndArray();
            }
        );
    }

    internal static void WriteConstants(System.Text.Json.Utf8JsonWriter json, ElementwiseConstants constants, string origin)
    {
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", origin);
        ConstantsJson.Number(json, "kernelSeconds", constants.KernelSeconds);
        ConstantsJson.Number(json, "memoryEfficiency", constants.MemoryEfficiency);
        ConstantsJson.Number(json, "residentShare", constants.ResidentShare);
        ConstantsJson.Number(json, "cacheRatio", constants.CacheRatio);
        ConstantsJson.Number(json, "blockBytesPerSecond", constants.BlockBytesPerSecond);
        ConstantsJson.Number(json, "blocksPerMultiprocessor", constants.BlocksPerMultiprocessor);
    }

    private static void WriteLibrary(System.Text.Json.Utf8JsonWriter json, ElementwiseLibraryConstants library)
    {
        json.WriteStartObject();
        json.WriteString("name", library.Name);
        json.WriteString("origin", library.Origin);
        ConstantsJson.Number(json, "launchSeconds", library.LaunchSeconds);
        ConstantsJson.Number(json, "rotaryShare", library.RotaryShare);
        ConstantsJson.Number(json, "normShare", library.NormShare);
        ConstantsJson.Number(json, "activationShare", library.ActivationShare);
        ConstantsJson.Number(json, "rowSeconds", library.RowSeconds);
        json.WriteEndObject();
    }

    private static string Origin(FitResult fit, IReadOnlyList<ElementwiseMeasurement> rows) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"fit on {rows.Count} rows of {string.Join(", ", rows.Select(row => row.Source).Distinct())}: mean absolute error {100 * Errors(fit, rows).MeanAbsoluteOfLong("ALL"):F1} % of kernels of 10 us and more"
        );
}
