namespace LlmCostSim.Calibration;

/// <summary>What was measured of a serving or generation run.</summary>
internal enum InferenceMetric
{
    /// <summary>Seconds to the first token.</summary>
    TimeToFirstToken,

    /// <summary>Seconds per further token.</summary>
    TimePerOutputToken,

    /// <summary>Seconds from request to last token.</summary>
    EndToEnd,

    /// <summary>Generated tokens per second.</summary>
    OutputRate,

    /// <summary>Generated tokens per second while generating.</summary>
    GenerationRate,

    /// <summary>Prompt tokens per second while the prompt passes.</summary>
    PromptRate,

    /// <summary>Bytes in use on one GPU.</summary>
    Memory,

    /// <summary>Whether it fits: 1 or 0.</summary>
    Fits,
}
