namespace LlmCostSim.Hardware;

/// <summary>
/// How far the kernel constants of an accelerator are from kernels that were measured on it. Prediction intervals widen with it.
/// </summary>
public enum KernelTransfer
{
    /// <summary>Fitted on kernels measured on this accelerator.</summary>
    Fitted,

    /// <summary>Fitted on another product with the same die; clock, power or memory differ.</summary>
    SameDie,

    /// <summary>Fitted on the vendor's nearest generation.</summary>
    RelatedArchitecture,

    /// <summary>Fitted on another vendor's accelerator: shares of peak are borrowed.</summary>
    OtherVendor,
}
