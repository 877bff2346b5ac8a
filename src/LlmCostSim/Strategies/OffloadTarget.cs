namespace LlmCostSim.Strategies;

/// <summary>Where offloaded states live.</summary>
public enum OffloadTarget
{
    /// <summary>On the accelerator: not offloaded.</summary>
    None,

    /// <summary>In host memory.</summary>
    Cpu,

    /// <summary>On local NVMe drives.</summary>
    Nvme,
}
