namespace LlmCostSim.Interop;

/// <summary>What <c>hugging-face.json</c> says of model classes and of the keys of their configurations.</summary>
/// <param name="Families">Classes by <c>model_type</c>, those that cannot be read among them.</param>
/// <param name="Ignored">Why keys do not matter.</param>
/// <param name="Misread">Keys that matter and are not modelled: what is wrong with the result.</param>
/// <param name="Impossible">Keys that make an architecture another one than can be read.</param>
internal sealed record ConfigKnowledge(
    IReadOnlyDictionary<string, ConfigFamily> Families,
    IReadOnlyDictionary<string, string> Ignored,
    IReadOnlyDictionary<string, string> Misread,
    IReadOnlyDictionary<string, string> Impossible
);
