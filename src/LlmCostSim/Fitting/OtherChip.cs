using System.Globalization;
using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>
/// Errors of measured kernels of one chip under the constants of the other, carried over by the rule that serves accelerators nobody
/// measured (<see cref="KernelReference"/>): what a kernel of such an accelerator has to expect. Libraries keep their own constants.
/// </summary>
internal static class OtherChip
{
    private static readonly string Scored = ShortKernel.Label(isShort: false);

    /// <summary>A catalogue in which each measured chip has the constants of another: of the next in their list.</summary>
    /// <param name="hardware">The catalogue as it ships.</param>
    public static HardwareCatalog Exchanged(HardwareCatalog hardware) =>
        MeasuredChip
            .All.Zip([.. MeasuredChip.All.Skip(1), MeasuredChip.All[0]], (own, other) => (own.Accelerator, other.Chip))
            .Aggregate(
                hardware,
                (catalogue, exchange) =>
                    catalogue.With(
                        exchange.Accelerator with
                        {
                            Constants = new KernelConstants
                            {
                                Gemm = GemmConstants.OfChip(exchange.Chip),
                                Attention = AttentionConstants.OfChip(exchange.Chip),
                                Collectives = CollectiveConstants.OfChip(exchange.Chip),
                                Elementwise = ElementwiseConstants.OfChip(exchange.Chip),
                            },
                        }
                    )
            );

    /// <summary>
    /// Writes one line per source and format or operation: mean absolute percentage errors of rows of 10 µs and more with the chip's own
    /// constants and with the other chip's.
    /// </summary>
    /// <param name="measured">Folder of the measured rows; files that it lacks are left out.</param>
    /// <param name="log">Receives the lines.</param>
    public static void Write(string measured, TextWriter log)
    {
        ArgumentNullException.ThrowIfNull(log);
        string[] paths = [.. Files().Select(file => Path.Combine(measured, file)).Where(File.Exists)];
        var own = new Validator().Validate(paths);
        var other = new Validator(hardware: Exchanged(HardwareCatalog.Default))
            .Validate(paths)
            .Groups.ToDictionary(group => (group.File, group.Source, group.Metric));
        log.WriteLine("kernels of 10 us and more with the constants of the other chip:");
        foreach (var group in own.Groups.Where(group => group.Rows > 0 && group.Metric.EndsWith(Scored, StringComparison.Ordinal)))
        {
            var exchanged = other[(group.File, group.Source, group.Metric)].Errors;
            log.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.File} {group.Source} {group.Metric[..^Scored.Length].TrimEnd()}: own {group.Errors.Mape:P1}, other chip's {exchanged.Mape:P1} (bias {exchanged.Bias:P1})"
                )
            );
        }
    }

    private static IEnumerable<string> Files() =>
        MeasuredChip
            .All.SelectMany(chip =>
                new[]
                {
                    MeasuredFolder.Gemm(chip.Chip),
                    MeasuredFolder.Prefill(chip.Chip),
                    MeasuredFolder.Decode(chip.Chip),
                    MeasuredFolder.Collectives(chip.Chip),
                }
            )
            .Append(MeasuredFolder.Elementwise);
}
