using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>
/// An accelerator of the user's own, as a JSON file: facts in the form of the catalogue's, kernel constants that were measured on it, and
/// software stacks calibrated on its hosts.
/// </summary>
/// <param name="Accelerator">The accelerator.</param>
/// <param name="Stacks">Stacks that take the place of the shipped ones of the same id; usually none.</param>
public sealed record HardwareFile(Accelerator Accelerator, IReadOnlyList<SoftwareStack> Stacks)
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="json">Text, as <c>llmcost calibrate --out</c> writes it.</param>
    /// <param name="file">Its name, as a scenario writes it.</param>
    /// <exception cref="InvalidInputException">Something is wrong with it; all of it is named.</exception>
    public static HardwareFile Read(string json, string file)
    {
        ArgumentNullException.ThrowIfNull(json);
        var problems = new InputProblems();
        var read = FactReader.ReadAll(
            json,
            file,
            facts =>
            {
                var stacks = facts.List("stacks", StackReader.Read);
                return new HardwareFile(AcceleratorReader.ReadFile(facts, file), stacks);
            },
            problems
        );
        problems.ThrowIfAny();
        return read!;
    }
}
