using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Interop;
using LlmCostSim.Lowering;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Reporting;

/// <summary>Writes what was imported: the matching part of a scenario, alone or with counts, conflicts and warnings around it.</summary>
public static class ImportJson
{
    // The order of a scenario; what stands behind it is no part of one.
    private static readonly string[] Sections = ["kind", "name", "model", "layers", "cluster", "strategy", "workload", "economics"];

    /// <summary>
    /// The import as a JSON document: the members of the scenario, and beside them <c>format</c>, <c>parameters</c>, <c>checkpoint</c>,
    /// <c>stated</c>, <c>conflicts</c> and <c>warnings</c>.
    /// </summary>
    /// <param name="import">The import.</param>
    public static string ToText(ImportResult import)
    {
        ArgumentNullException.ThrowIfNull(import);
        return JsonText.Object(writer =>
        {
            writer.WriteString("format", import.Format);
            if (import.Model is { } model)
            {
                writer.WriteNumber("parameters", ParameterCount.Total(model));
                writer.WriteNumber("activeParameters", ParameterCount.Active(model));
            }

            WriteCheckpoint(writer, import.Checkpoint);
            WriteScenario(writer, import);
            WriteTree(writer, "stated", import.Members, "stated");
            if (import.Conflicts.Count > 0)
            {
                WriteProblems(writer, "conflicts", import.Conflicts);
            }

            WriteProblems(writer, "warnings", import.Warnings);
        });
    }

    /// <summary>The import as a scenario, or as the part of one that the files state: what <c>llmcost estimate</c> reads.</summary>
    /// <param name="import">The import.</param>
    public static string ToScenario(ImportResult import)
    {
        ArgumentNullException.ThrowIfNull(import);
        return JsonText.Object(writer => WriteScenario(writer, import));
    }

    private static void WriteProblems(Utf8JsonWriter writer, string name, IReadOnlyList<InputProblem> problems) =>
        JsonText.Strings(writer, name, [.. problems.Select(static p => p.ToString())]);

    private static void WriteCheckpoint(Utf8JsonWriter writer, ImportedCheckpoint? checkpoint)
    {
        if (checkpoint is null)
        {
            return;
        }

        writer.WriteStartObject("checkpoint");
        writer.WriteNumber("files", checkpoint.Files);
        if (checkpoint.Parameters > 0)
        {
            writer.WriteNumber("parameters", checkpoint.Parameters);
            writer.WriteNumber("bitsPerWeight", checkpoint.BitsPerWeight);
        }

        writer.WriteNumber("weightBytes", checkpoint.WeightBytes);
        JsonText.Objects(
            writer,
            "formats",
            checkpoint.Formats,
            static (json, format) =>
            {
                json.WriteString("name", format.Name);
                json.WriteNumber("tensors", format.Tensors);
                json.WriteNumber("elements", format.Elements);
                json.WriteNumber("bytes", format.Bytes);
            }
        );
        writer.WriteEndObject();
    }

    private static void WriteScenario(Utf8JsonWriter writer, ImportResult import)
    {
        foreach (string section in Sections)
        {
            if (section == "model" && import.Model is { } model && import.Find("model") is null)
            {
                writer.WriteStartObject("model");
                writer.WriteString("id", model.Id);
                ArchitectureWriter.WriteMembers(writer, model);
                writer.WriteEndObject();
            }
            else
            {
                WriteTree(writer, section, import.Members, section);
            }
        }
    }

    // Members of a section, nested by the dots of their paths, in the order in which they were set.
    private static void WriteTree(Utf8JsonWriter writer, string name, IReadOnlyList<ImportedMember> members, string path)
    {
        var inner = new List<string>();
        foreach (ImportedMember member in members)
        {
            if (member.Path == path)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(member.Json);
                return;
            }

            if (member.Path.StartsWith(path, StringComparison.Ordinal) && member.Path[path.Length] == '.')
            {
                string rest = member.Path[(path.Length + 1)..];
                string first = rest.Split('.')[0];
                if (!inner.Contains(first))
                {
                    inner.Add(first);
                }
            }
        }

        if (inner.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (string child in inner)
        {
            WriteTree(writer, child, members, $"{path}.{child}");
        }

        writer.WriteEndObject();
    }
}
