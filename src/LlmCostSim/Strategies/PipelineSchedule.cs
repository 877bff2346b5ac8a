namespace LlmCostSim.Strategies;

/// <summary>Order in which a pipeline stage works on its micro-batches.</summary>
public enum PipelineSchedule
{
    /// <summary>One forward, one backward (PipeDream-Flush; Narayanan et al. 2021).</summary>
    OneForwardOneBackward,

    /// <summary>All forwards, then all backwards (Huang et al. 2019).</summary>
    GPipe,

    /// <summary>1F1B over several model chunks per rank (Narayanan et al. 2021).</summary>
    Interleaved,

    /// <summary>Zero-bubble H1: weight gradients fill the bubble at 1F1B's memory (Qi et al. 2023).</summary>
    ZeroBubbleH1,

    /// <summary>Zero-bubble H2: no bubble at about twice the memory (Qi et al. 2023).</summary>
    ZeroBubbleH2,

    /// <summary>Bidirectional pipeline with overlapped exchange (DeepSeek-V3, arXiv 2412.19437).</summary>
    DualPipe,
}
