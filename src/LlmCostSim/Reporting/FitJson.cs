using System.Text.Json;
using LlmCostSim.Planning;

namespace LlmCostSim.Reporting;

/// <summary>Writes what fits an accelerator as JSON.</summary>
internal static class FitJson
{
    /// <summary>The rows as text.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="rows">The answer, a row per method.</param>
    public static string ToText(FitRequest request, IReadOnlyList<FitRow> rows)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rows);
        return JsonText.Object(writer =>
        {
            writer.WriteString("accelerator", request.Accelerator.Id);
            writer.WriteNumber("count", request.Count);
            writer.WriteNumber("memoryGiB", request.Accelerator.UsableMemory.TotalGiB);
            writer.WriteNumber("sequenceLength", request.SequenceLength);
            writer.WriteNumber("rank", request.Rank);
            writer.WriteNumber("epochExamples", request.Examples);
            JsonText.Objects(writer, "methods", rows, WriteRow);
        });
    }

    private static void WriteRow(Utf8JsonWriter writer, FitRow row)
    {
        writer.WriteString("method", row.Method);
        writer.WriteBoolean("fits", row.Model.Length > 0);
        if (row.Model.Length > 0)
        {
            writer.WriteString("largestModel", row.Model);
            writer.WriteNumber("parameters", row.Parameters);
        }

        writer.WriteNumber("needsGiB", row.Needs.TotalGiB);
        writer.WriteNumber("longestSequence", row.LongestSequence);
        writer.WriteNumber("largestBatch", row.LargestBatch);
        writer.WriteNumber("largestRank", row.LargestRank);
        writer.WriteNumber("epochSeconds", row.Epoch.TotalSeconds);
        writer.WriteNumber("tokensPerSecond", row.TokensPerSecond);
    }
}
