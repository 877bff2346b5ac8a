namespace LlmCostSim.Validation;

/// <summary>A measured row cannot be predicted; the message is the reason that is reported.</summary>
internal sealed class UnpredictableRowException : Exception
{
    public UnpredictableRowException() { }

    public UnpredictableRowException(string reason)
        : base(reason) { }

    public UnpredictableRowException(string reason, bool ofTheFile)
        : base(reason) => OfTheFile = ofTheFile;

    public UnpredictableRowException(string reason, Exception cause)
        : base(reason, cause) { }

    /// <summary>Whether the reason holds for all rows of the file: it lacks a column.</summary>
    public bool OfTheFile { get; }
}
