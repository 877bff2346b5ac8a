using LlmCostSim.Calibration;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;
using LlmCostSim.Statistics;

namespace LlmCostSim.Fitting;

/// <summary>What a calibration found.</summary>
public sealed record CalibrationResult
{
    /// <summary>The accelerator with the constants of its own.</summary>
    public required Accelerator Accelerator { get; init; }

    /// <summary>Software stacks whose constants were fitted, too; empty where no steps were measured.</summary>
    public required IReadOnlyList<SoftwareStack> Stacks { get; init; }

    /// <summary>Values, standard errors and correlation of the constants.</summary>
    public required FitResult Fit { get; init; }

    /// <summary>Errors by file and metric.</summary>
    public required IReadOnlyList<CalibrationError> Errors { get; init; }

    /// <summary>Errors of all rows with the constants in use before.</summary>
    public required ErrorStatistics Before { get; init; }

    /// <summary>Errors of all rows with the calibrated constants.</summary>
    public required ErrorStatistics After { get; init; }

    /// <summary>What of the files was left out, each with file and reason; rows that cannot be used are errors instead.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>
    /// Errors of all rows, each with constants fitted without it and the rows that stand with it in a fifth of them: what to expect of
    /// shapes that were not measured. All 0 with fewer than ten rows.
    /// </summary>
    public required ErrorStatistics KeptBack { get; init; }
}
