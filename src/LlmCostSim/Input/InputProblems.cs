using System.Collections;

namespace LlmCostSim.Input;

/// <summary>Collects what is wrong with an input, so that its author sees everything at once.</summary>
public sealed class InputProblems : IReadOnlyList<InputProblem>
{
    /// <summary>
    /// Most problems that are kept, and one more that says that there were others: a hostile file must not fill the memory.
    /// </summary>
    internal const int Limit = 200;

    // Made with the first problem: most inputs have none.
    private List<InputProblem>? problems;

    /// <summary>
    /// Told the path and the known members of every object that a reader closes; for the test that holds the JSON Schema against the
    /// readers.
    /// </summary>
    internal Action<string, IReadOnlyList<string>>? Closed { get; init; }

    /// <inheritdoc/>
    public int Count => problems?.Count ?? 0;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => problems is not null;

    /// <inheritdoc/>
    public InputProblem this[int index] => (problems ?? throw new ArgumentOutOfRangeException(nameof(index)))[index];

    /// <summary>Notes one problem.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="message">What it is.</param>
    public void Add(string path, string message)
    {
        problems ??= [];
        if (problems.Count < Limit)
        {
            problems.Add(new InputProblem(path, message));
        }
        else if (problems.Count == Limit)
        {
            problems.Add(new InputProblem("$", $"more than {Limit} problems; the rest is not listed"));
        }
    }

    /// <summary>Notes problems that were found elsewhere.</summary>
    /// <param name="found">The problems.</param>
    internal void AddRange(IEnumerable<InputProblem> found)
    {
        foreach (var problem in found)
        {
            Add(problem.Path, problem.Message);
        }
    }

    /// <summary>Throws when anything is wrong.</summary>
    /// <exception cref="InvalidInputException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (problems is not null)
        {
            throw new InvalidInputException([.. problems]);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<InputProblem> GetEnumerator() => (problems ?? []).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
