using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants of collectives as the JSON that ships.</summary>
internal static class CollectiveFitWriter
{
    public static void Write(CollectiveFitState state, IReadOnlyList<CollectiveMeasurement> rows, string projectFolder)
    {
        foreach (var constants in state.Chips)
        {
            CollectiveMeasurement[] own = [.. rows.Where(row => row.Chip == constants.Chip)];
            KernelConstantsJson.Save(projectFolder, constants with { Origin = Origin(state, own) });
        }

        ConstantsJson.Save(ProjectFiles.Libraries(projectFolder, "collective"), json => Libraries(json, state, rows));
    }

    private static void Libraries(Utf8JsonWriter json, CollectiveFitState state, IReadOnlyList<CollectiveMeasurement> rows)
    {
        json.WriteStartArray("libraries");
        foreach (var library in state.Libraries)
        {
            json.WriteStartObject();
            json.WriteString("name", library.Name);
            json.WriteString("origin", Origin(state, [.. rows.Where(row => CollectiveFitState.LibraryOf(row) == library.Name)]));
            CollectiveConstantTables.Library.Write(json, library);
            if (library.Custom is { } custom)
            {
                Custom(json, custom);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("sources");
        foreach (var source in CollectiveLibraries.Default.Sources)
        {
            Source(json, source);
        }

        json.WriteEndArray();
    }

    private static void Custom(Utf8JsonWriter json, CustomAllReduceConstants custom)
    {
        json.WriteStartObject("custom");
        CollectiveConstantTables.Custom.Write(json, custom);
        json.WriteBoolean("twoShotInSwitch", custom.TwoShotInSwitch);
        json.WriteNumber("limitBytes", custom.LimitBytes);
        json.WriteEndObject();
    }

    private static void Source(Utf8JsonWriter json, CollectiveSource source)
    {
        json.WriteStartObject();
        json.WriteString("source", source.Source);
        json.WriteString("chip", source.Chip);
        json.WriteString("library", source.Library);
        json.WriteString("accelerator", source.Accelerator);
        if (source.NetworkGbpsPerNode is { } gbps)
        {
            json.WriteNumber("networkGbpsPerNode", gbps);
            json.WriteNumber("networkEfficiency", source.NetworkEfficiency ?? Node.DefaultNetworkEfficiency);
            json.WriteNumber("networkCards", source.NetworkCards ?? 1);
        }

        if (source.Note.Length > 0)
        {
            json.WriteString("note", source.Note);
        }

        json.WriteEndObject();
    }

    private static string Origin(CollectiveFitState state, CollectiveMeasurement[] rows) =>
        rows.Length == 0
            ? "no rows at hand"
            : FitOrigin.OfRows(rows.Length, rows.Select(row => row.Source), CollectiveFit.Errors(state, rows));
}
