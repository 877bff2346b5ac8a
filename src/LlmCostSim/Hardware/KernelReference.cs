using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>Which fitted kernel constants an accelerator uses.</summary>
/// <param name="Chip">Id of the chip on which they were fitted, such as <c>a100</c>: the files
/// <c>Hardware/Data/kernels/a100.*.json</c>.</param>
/// <param name="Transfer">How far that chip is from the accelerator.</param>
/// <param name="Reason">Why this chip.</param>
public sealed record KernelReference(string Chip, KernelTransfer Transfer, string Reason)
{
    /// <summary>Whether the constants come from another product than the accelerator itself.</summary>
    public bool IsTransferred => Transfer != KernelTransfer.Fitted;

    /// <summary>Where the constants are from, for sentences of reports.</summary>
    internal string InWords =>
        Transfer switch
        {
            KernelTransfer.Fitted => "its own kernels",
            KernelTransfer.SameDie => $"kernels of {Chip}, the same die",
            KernelTransfer.RelatedArchitecture => $"kernels of {Chip}, a related architecture",
            _ => $"kernels of {Chip}, another vendor's",
        };

    internal static KernelReference From(FactReader facts)
    {
        var chip = facts.Text("chip");
        if (chip.Length > 0 && !KernelFiles.HasAll(chip))
        {
            chip = facts.Problem(
                "chip",
                $"kernels of '{chip}' were not measured; those of {string.Join(", ", KernelFiles.Chips)} were",
                chip
            );
        }

        return new(chip, facts.Choice<KernelTransfer>("transfer"), facts.Text("reason"));
    }
}
