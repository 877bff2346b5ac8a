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

    private static readonly (string Accelerator, string Other)[] Chips = [("A100-SXM-80GB", "h100"), ("H100-SXM-80GB", "a100")];

    private static readonly string[] Files =
    [
        "gemm_a100.csv",
        "gemm_h100.csv",
        "attention_prefill_a100.csv",
        "attention_prefill_h100.csv",
        "attention_decode_a100.csv",
        "attention_decode_h100.csv",
        "collectives_a100.csv",
        "collectives_h100.csv",
        "elementwise.csv",
    ];

    /// <summary>A catalogue in which each of the two measured chips has the other's constants.</summary>
    /// <param name="hardware">The catalogue as it ships.</param>
    public static HardwareCatalog Exchanged(HardwareCatalog hardware) =>
        Chips.Aggregate(
            hardware,
            (catalogue, chip) =>
                catalogue.With(
                    hardware.Get(chip.Accelerator) with
                    {
                        Constants = new KernelConstants
                        {
                            Gemm = GemmConstants.OfChip(chip.Other),
                            Attention = AttentionConstants.OfChip(chip.Other),
                            Collectives = CollectiveConstants.OfChip(chip.Other),
                            Elementwise = ElementwiseConstants.OfChip(chip.Other),
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
        string[] paths = [.. Files.Select(file => Path.Combine(measured, file)).Where(File.Exists)];
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
}
