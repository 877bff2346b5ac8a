namespace LlmCostSim.Training;

/// <summary>Moments of a memory peak in words.</summary>
internal static class PeakMoments
{
    /// <summary>The end of a sentence, such as <c>at the loss</c>.</summary>
    public static string InWords(this PeakMoment moment) =>
        moment switch
        {
            PeakMoment.Forward => "in the forward pass",
            PeakMoment.Loss => "at the loss",
            PeakMoment.Backward => "in the backward pass",
            PeakMoment.Recompute => "while a layer is recomputed",
            _ => "in the optimizer step",
        };
}
