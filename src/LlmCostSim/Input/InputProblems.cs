using System.Collections;

namespace LlmCostSim.Input;

/// <summary>Collects what is wrong with an input, so that its author sees everything at once.</summary>
public sealed class InputProblems : IReadOnlyList<InputProblem>
{
    /// <summary>More problems than this are counted but not kept: a hostile file must not fill the memory.</summary>
    public const int Limit = 200;

    private readonly List<InputProblem> problems = [];

    /// <summary>Told the path and the known members of every object that a reader closes; for the test that holds the JSON Schema against the readers.</summary>
    internal Action<string, IReadOnlyList<string>>? Closed { get; init; }

    /// <inheritdoc/>
    public int Count => problems.Count;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => problems.Count > 0;

    /// <inheritdoc/>
    public InputProblem this[int index] => problems[index];

    /// <summary>Notes one problem.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="message">What it is.</param>
    public void Add(string path, string message)
    {
        if (problems.Count < Limit)
        {
            problems.Add(new InputProblem(path, message));
        }
        else if (problems.Count == Limit)
        {
            problems.Add(new InputProblem("$", $"more than {Limit} problems; the rest is not listed"));
        }
    }

    /// <summary>Throws when anything is wrong.</summary>
    /// <exception cref="InvalidInputException">There is at least one problem.</exception>
    public void ThrowIfAny()
    {
        if (Any)
        {
            throw new InvalidInputException([.. problems]);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<InputProblem> GetEnumerator() => problems.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
