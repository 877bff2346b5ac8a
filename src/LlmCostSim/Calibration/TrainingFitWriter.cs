using System.Globalization;
using System.Text.Json.Nodes;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants into a stack's JSON and says there which rows they are from and what error is left.</summary>
internal static class TrainingFitWriter
{
    public static void Write(SoftwareStack stack, TrainingPlan plan, IReadOnlyList<TrainingFitRow> rows, string projectFolder)
    {
        var path = ProjectFiles.Stack(projectFolder, stack.Id);
        var file = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach (var name in plan.Knobs.Select(knob => knob.Parameter.Name).Concat(plan.Adopted.Select(constant => constant.Name)))
        {
            StackConstantTables.Write(name, stack, file);
        }

        file["origin"] = JsonValue.Create(Origin(stack, rows, (string?)file["origin"] ?? ""));
        File.WriteAllText(path, ConstantsJson.ToText(file));
    }

    // What no row tells, and is said behind the errors, stays as it was written.
    private const string Brackets = "mean absolute percentage error in brackets; ";

    private static string Origin(SoftwareStack stack, IReadOnlyList<TrainingFitRow> rows, string before)
    {
        var rest = before.IndexOf(Brackets, StringComparison.Ordinal) is >= 0 and var at
            ? before[(at + Brackets.Length)..]
            : "memory: see there";
        var parts = rows.GroupBy(row => row.Source)
            .Select(group =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Count()} steps of {group.Key} ({100 * group.Average(row => Math.Abs((row.Predict(stack) / row.Seconds) - 1)):f1} %)"
                )
            );
        return $"time fitted to {string.Join(", ", parts)}, {Brackets}{rest}";
    }
}
