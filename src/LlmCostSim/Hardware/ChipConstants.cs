namespace LlmCostSim.Hardware;

/// <summary>
/// Fitted constants of one kind of kernel on one chip. An accelerator without measurements takes those of the chip that its catalogue entry
/// names (<see cref="Accelerator.Kernels"/>).
/// </summary>
internal abstract record ChipConstants
{
    /// <summary>Which chip the constants were fitted on, such as <c>a100</c>.</summary>
    public required string Chip { get; init; }

    /// <summary>Where the constants are from: rows and error, or the rule of transfer.</summary>
    public required string Origin { get; init; }
}
