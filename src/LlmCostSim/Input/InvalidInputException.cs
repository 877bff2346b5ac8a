namespace LlmCostSim.Input;

/// <summary>An input file is not what it should be; <see cref="Problems"/> lists everything that is wrong with it.</summary>
public sealed class InvalidInputException : Exception
{
    /// <summary>Without details.</summary>
    public InvalidInputException()
        : this([]) { }

    /// <summary>With one problem of the whole input.</summary>
    public InvalidInputException(string message)
        : this([new InputProblem("$", message)]) { }

    /// <summary>With one problem of the whole input, and its cause.</summary>
    public InvalidInputException(string message, Exception innerException)
        : base(message, innerException) => Problems = [new InputProblem("$", message)];

    /// <summary>With all problems.</summary>
    /// <param name="problems">What is wrong, in the order of the file.</param>
    public InvalidInputException(IReadOnlyList<InputProblem> problems)
        : base(problems.Count == 0 ? "invalid input" : string.Join("; ", problems)) => Problems = problems;

    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<InputProblem> Problems { get; }
}
