using System.Text.Json;

namespace LlmCostSim.Tests.Scenarios;

/// <summary>What holds for every number of a report.</summary>
internal static class FiniteFigures
{
    /// <summary>No number below an element is negative or not finite.</summary>
    /// <param name="element">A report, or a part of one.</param>
    /// <param name="text">What a failure shows.</param>
    public static void Hold(JsonElement element, string text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                Assert.True(double.IsFinite(element.GetDouble()) && element.GetDouble() >= 0, text);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Hold(member.Value, text);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Hold(item, text);
                }

                break;
            default:
                break;
        }
    }
}
