namespace LlmCostSim.Validation;

/// <summary>A measured row cannot be predicted; the message is the reason that is reported.</summary>
internal sealed class UnpredictableRowException : Exception
{
    public UnpredictableRowException()
    {
    }

    public UnpredictableRowException(string reason)
        : base(reason)
    {
    }

    public UnpredictableRowException(string reason, Exception cause)
        : base(reason, cause)
    {
    }
}
