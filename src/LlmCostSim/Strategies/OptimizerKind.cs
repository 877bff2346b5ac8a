namespace LlmCostSim.Strategies;

/// <summary>Optimizers, by the state they keep per trained parameter.</summary>
public enum OptimizerKind
{
    /// <summary>Adam or AdamW with two fp32 moments (8 bytes).</summary>
    AdamW,

    /// <summary>AdamW with two 8-bit moments and a scale per block (Dettmers et al. 2022).</summary>
    AdamW8Bit,

    /// <summary>
    /// AdamW with fp32 moments in unified memory, whose pages go to host memory while the GPU has no room for them and come back for the
    /// update (QLoRA, Dettmers et al. 2023, section 3).
    /// </summary>
    AdamWPaged,

    /// <summary>Lion: one moment (Chen et al. 2023).</summary>
    Lion,

    /// <summary>Adafactor: a row and a column of factors per matrix (Shazeer and Stern 2018).</summary>
    Adafactor,

    /// <summary>SGD without momentum: no state.</summary>
    Sgd,
}
