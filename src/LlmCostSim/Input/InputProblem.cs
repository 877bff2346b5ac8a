namespace LlmCostSim.Input;

/// <summary>One thing wrong with an input file.</summary>
/// <param name="Path">Where: a JSON path such as <c>$.cluster.count</c>, or <c>line 3, column 7</c> where the text is not JSON at
/// all.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public readonly record struct InputProblem(string Path, string Message)
{
    /// <summary>Path and message on one line.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
