namespace LlmCostSim.Scenarios;

/// <summary>How the scores of causal attention are counted.</summary>
public enum FlopsConvention
{
    /// <summary>Only pairs that the causal mask keeps: half the square (the convention of Megatron-LM's and MosaicML's reports).</summary>
    CausalHalved,

    /// <summary>The full square, as if nothing were masked (Narayanan et al. 2021).</summary>
    Full,
}
