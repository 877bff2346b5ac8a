using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Bytes that optimizers keep per trained parameter, without the master weights.</summary>
internal static class OptimizerStates
{
    /// <summary>Two fp32 moments 8; two 8-bit moments with an fp32 scale per 2,048-block 2.004 (Dettmers et al. 2022); Lion one bf16-sized or fp32 moment 4; Adafactor's factors are per row and column and vanish per parameter; SGD none.</summary>
    public static double BytesPerParameter(OptimizerKind optimizer) => optimizer switch
    {
        OptimizerKind.AdamW8Bit => 2 + (2 * 4.0 / 2048),
        OptimizerKind.AdamWPaged => 8,
        OptimizerKind.Lion => 4,
        OptimizerKind.Adafactor => 0.01,
        OptimizerKind.Sgd => 0,
        _ => 8,
    };
}
