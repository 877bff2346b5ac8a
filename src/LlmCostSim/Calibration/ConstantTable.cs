using System.Text.Json;
using LlmCostSim.Facts;

namespace LlmCostSim.Calibration;

/// <summary>The constants of one kind of state by name, in the order in which its JSON has them: what fits turn and writers write.</summary>
/// <param name="constants">The constants.</param>
internal sealed class ConstantTable<TState>(params NamedConstant<TState>[] constants)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<NamedConstant<TState>> All => constants;

    /// <summary>The constant of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public NamedConstant<TState> this[string name] =>
        Array.Find(constants, constant => constant.Name == name)
        ?? throw new ArgumentException($"'{name}' is none of {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The knobs that an object of the fits' JSON describes (<see cref="FitParameterJson"/>), in its order.</summary>
    /// <param name="facts">What has the object.</param>
    /// <param name="member">Name of the object.</param>
    public IReadOnlyList<Knob<TState>> Knobs(FactReader facts, string member) => Knobs(FitParameterJson.List(facts, member, Names));

    /// <summary>The knobs of parameters, each the constant of its name.</summary>
    public IReadOnlyList<Knob<TState>> Knobs(IEnumerable<FitParameter> parameters) =>
        [.. parameters.Select(parameter => this[parameter.Name].Knob(parameter))];

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => constants.Select(constant => constant.Name);

    /// <summary>Writes all constants of a state, rounded, but for those that the JSON need not state.</summary>
    public void Write(Utf8JsonWriter json, TState state)
    {
        foreach (var constant in constants.Where(constant => !constant.IsAbsent(state)))
        {
            ConstantsJson.Number(json, constant.Name, constant.Get(state));
        }
    }
}
