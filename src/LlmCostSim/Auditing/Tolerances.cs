namespace LlmCostSim.Auditing;

/// <summary>
/// What the checks allow for: errors of the simulator's own figures and rounding in published ones. Assumptions of the audit, the same in
/// every check.
/// </summary>
internal static class Tolerances
{
    /// <summary>Factor by which the simulator's own memory may be off before it is held against a claim.</summary>
    public const double Memory = 1.15;

    /// <summary>
    /// Factor by which a stated memory may lie below what certainly is needed: figures rounded to whole GB, or GiB called GB.
    /// </summary>
    public const double MemoryRounding = 1.05;

    /// <summary>
    /// Factor by which a claim must lie outside of the simulator's interval to be called implausible: what the intervals themselves may
    /// miss.
    /// </summary>
    public const double Interval = 1.15;

    /// <summary>Share by which published durations and prices are rounded ("two weeks", "two months"): figures within 10 % agree.</summary>
    public const double Rounding = 0.1;

    /// <summary>
    /// Bytes per element of gradients at least: those of FP8-LM (Peng et al. 2023, arXiv 2310.18313), the fewest of a published training
    /// run of a large language model.
    /// </summary>
    public const double SmallestGradientBytes = 1;
}
