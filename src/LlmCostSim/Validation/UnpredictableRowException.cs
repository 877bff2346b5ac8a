using LlmCostSim.Facts;
using LlmCostSim.Input;

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

    /// <summary>
    /// What to report of a row that an exception kept from being predicted: what the row lacks, or, of an exception that no row should lead
    /// to, also what it is, since that is a defect of the program and not of the row.
    /// </summary>
    public static string ReasonOf(Exception problem)
    {
        var message = problem.Message.ReplaceLineEndings(" ");
        return
            problem
                is UnpredictableRowException
                    or UnknownNameException
                    or InvalidInputException
                    or ArgumentException
                    or FormatException
                    or NotSupportedException
            ? message
            : $"internal error, {problem.GetType().Name}: {message}";
    }

    /// <summary>Whether the reason holds for all rows of the file: it lacks a column.</summary>
    public bool OfTheFile { get; }
}
