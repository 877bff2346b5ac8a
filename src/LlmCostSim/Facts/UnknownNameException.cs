namespace LlmCostSim.Facts;

/// <summary>A name that no catalogue entry has, with the nearest known ones.</summary>
public sealed class UnknownNameException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What was looked for, such as <c>accelerator</c>.</param>
    /// <param name="name">The unknown name.</param>
    /// <param name="suggestions">The nearest known ids, nearest first; may be empty.</param>
    public UnknownNameException(string kind, string name, IReadOnlyList<string> suggestions)
        : base(Describe(kind, name, suggestions))
    {
        Name = name;
        Suggestions = suggestions;
    }

    /// <summary>The unknown name.</summary>
    public string Name { get; }

    /// <summary>The nearest known ids, nearest first; may be empty.</summary>
    public IReadOnlyList<string> Suggestions { get; }

    private static string Describe(string kind, string name, IReadOnlyList<string> suggestions) =>
        suggestions.Count == 0 ? $"unknown {kind} '{name}'" : $"unknown {kind} '{name}': did you mean {string.Join(", ", suggestions)}?";
}
