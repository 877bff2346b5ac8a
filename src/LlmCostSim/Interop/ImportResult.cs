using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>
/// What was read out of other tools' files: the matching part of a scenario, and everything that was ignored or is wrong.
/// </summary>
public sealed record ImportResult
{
    /// <summary>
    /// Kind of the file, one of <see cref="ConfigurationImporter.Kinds"/>; of several files their kinds with a <c>+</c> between them.
    /// </summary>
    public required string Format { get; init; }

    /// <summary>The architecture, or <see langword="null"/> where the file describes none or something is wrong.</summary>
    public ModelSpec? Model { get; init; }

    /// <summary>What the headers of a checkpoint say of its weights, or <see langword="null"/> where no checkpoint was read.</summary>
    public ImportedCheckpoint? Checkpoint { get; init; }

    /// <summary>The members of a scenario that the file states, the architecture left out.</summary>
    public IReadOnlyList<ImportedMember> Members { get; init; } = [];

    /// <summary>What several files say differently, with both places; the later file's value stands.</summary>
    public IReadOnlyList<InputProblem> Conflicts { get; init; } = [];

    /// <summary>What was ignored or assumed, in the order of the file; it does not stop the import.</summary>
    public IReadOnlyList<InputProblem> Warnings { get; init; } = [];

    /// <summary>What is wrong with the file; with any of these nothing of it may be used.</summary>
    public IReadOnlyList<InputProblem> Errors { get; init; } = [];

    /// <summary>Whether the file could be read without errors.</summary>
    public bool Succeeded => Errors.Count == 0;

    /// <summary>The member of a path, or <see langword="null"/> where it is not stated.</summary>
    /// <param name="path">Path, such as <c>strategy.tensor</c>.</param>
    public ImportedMember? Find(string path)
    {
        foreach (ImportedMember member in Members)
        {
            if (string.Equals(member.Path, path, StringComparison.Ordinal))
            {
                return member;
            }
        }

        return null;
    }
}
