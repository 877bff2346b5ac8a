using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;

namespace LlmCostSim.Training;

/// <summary>
/// A reading of each kind of decoder layer, at its <see cref="DistinctLayer.Place"/>, held in place: an estimate allocates nothing.
/// </summary>
/// <typeparam name="T">The reading.</typeparam>
[InlineArray(DistinctLayer.Most)]
internal struct LayerParts<T>
    where T : struct
{
    private T first;
}
