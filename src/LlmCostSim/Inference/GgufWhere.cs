namespace LlmCostSim.Inference;

/// <summary>Layers and models for which a case of a GGUF file's mixture holds.</summary>
internal enum GgufWhere
{
    /// <summary>All.</summary>
    Always,

    /// <summary>Four query heads or more share a value head.</summary>
    Grouped,

    /// <summary>
    /// Llama 2 70B and others of 80 layers, whose value matrix is shared by eight heads and small, so that it costs little to keep it
    /// better.
    /// </summary>
    EightyLayers,

    /// <summary>The first two layers.</summary>
    FirstTwo,

    /// <summary>The first four layers.</summary>
    FirstFour,

    /// <summary>The first sixteenth of the layers.</summary>
    FirstSixteenth,

    /// <summary>The first eighth of the layers.</summary>
    FirstEighth,

    /// <summary>The first and the last eighth, and every third layer between.</summary>
    EveryThirdAndEnds,

    /// <summary>All but the first and the last eighth.</summary>
    Middle,

    /// <summary>Files of 2023.</summary>
    Early,
}
