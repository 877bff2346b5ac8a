using LlmCostSim.Models;

namespace LlmCostSim.Inference;

/// <summary>A case of a GGUF file's mixture.</summary>
/// <param name="Tensor">Which matrices.</param>
/// <param name="Where">Of which layers and models.</param>
/// <param name="Bits">Their bits per weight.</param>
internal readonly record struct GgufCase(GgufTensor Tensor, GgufWhere Where, double Bits)
{
    /// <summary>Whether it holds for a layer.</summary>
    public bool Holds(int layer, ModelSpec model, bool early)
    {
        var eighth = model.Layers / 8;
        return Where switch
        {
            GgufWhere.Grouped => model.Attention.Heads >= 4 * model.Attention.KeyValueHeads,
            GgufWhere.EightyLayers => model.Layers == 80,
            GgufWhere.FirstTwo => layer < 2,
            GgufWhere.FirstFour => layer < 4,
            GgufWhere.FirstSixteenth => layer < model.Layers / 16,
            GgufWhere.FirstEighth => layer < eighth,
            GgufWhere.EveryThirdAndEnds => layer < eighth || layer >= 7 * model.Layers / 8 || (layer - eighth) % 3 == 2,
            GgufWhere.Middle => layer >= eighth && layer < 7 * eighth,
            GgufWhere.Early => early,
            _ => true,
        };
    }
}
