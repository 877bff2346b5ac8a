using System.Runtime.CompilerServices;

namespace LlmCostSim.Training;

/// <summary>A reading of each kind of decoder layer (<see cref="TrainingParts.KindOf"/>), in place: an estimate allocates nothing.</summary>
/// <typeparam name="T">The reading.</typeparam>
[InlineArray(TrainingParts.Kinds)]
internal struct LayerParts<T>
    where T : struct
{
    private T first;
}
