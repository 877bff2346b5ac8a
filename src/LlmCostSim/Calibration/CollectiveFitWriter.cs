using System.Globalization;
using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Writes fitted constants of collectives as the JSON that ships.</summary>
internal static class CollectiveFitWriter
{
    public static void Write(CollectiveState state, IReadOnlyList<CollectiveMeasurement> rows, string projectFolder)
    {
        foreach (var (chip, constants) in state.Chips)
        {
            var path = Path.Combine(projectFolder, "Hardware", "Data", "kernels", $"{chip}.collectives.json");
            var own = rows.Where(row => row.Chip == chip).ToArray();
            ConstantsJson.Save(path, json => Constants(json, constants, Origin(state, own)));
        }

        ConstantsJson.Save(
            Path.Combine(projectFolder, "Stacks", "Data", "collective-libraries.json"),
            json => Libraries(json, state, rows)
        );
    }

    internal static void Constants(Utf8JsonWriter json, CollectiveConstants constants, string origin)
    {
        json.WriteString("chip", constants.Chip);
        json.WriteString("origin", origin);
        ConstantsJson.Number(json, "linkEfficiency", constants.LinkEfficiency);
        ConstantsJson.Number(json, "sendEfficiency", constants.SendEfficiency);
        ConstantsJson.Number(json, "localEfficiency", constants.LocalEfficiency);
        ConstantsJson.Number(json, "kernelSeconds", constants.KernelSeconds);
        ConstantsJson.Number(json, "stepSeconds", constants.StepSeconds);
        ConstantsJson.Number(json, "fillSeconds", constants.FillSeconds);
        ConstantsJson.Number(json, "lineSeconds", constants.LineSeconds);
        ConstantsJson.Number(json, "peerSeconds", constants.PeerSeconds);
        ConstantsJson.Number(json, "inSwitchEfficiency", constants.InSwitchEfficiency);
        ConstantsJson.Number(json, "inSwitchSeconds", constants.InSwitchSeconds);
        ConstantsJson.Number(json, "hostLinkEfficiency", constants.HostLinkEfficiency);
        ConstantsJson.Number(json, "networkStepSeconds", constants.NetworkStepSeconds);
    }

    private static void Libraries(Utf8JsonWriter json, CollectiveState state, IReadOnlyList<CollectiveMeasurement> rows)
    {
        json.WriteStartArray("libraries");
        foreach (var library in state.Libraries.Values)
        {
            json.WriteStartObject();
            json.WriteString("name", library.Name);
            json.WriteString("origin", Origin(state, [.. rows.Where(row => state.LibraryOf(row) == library.Name)]));
            ConstantsJson.Number(json, "lowLatencyShare", library.LowLatencyShare);
            ConstantsJson.Number(json, "lineShare", library.LineShare);
            ConstantsJson.Number(json, "lineStepFactor", library.LineStepFactor);
            ConstantsJson.Number(json, "bulkStepFactor", library.BulkStepFactor);
            ConstantsJson.Number(json, "peerShare", library.PeerShare);
            ConstantsJson.Number(json, "hostSeconds", library.HostSeconds);
            ConstantsJson.Number(json, "gatherFactor", library.GatherFactor);
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
        ConstantsJson.Number(json, "kernelSeconds", custom.KernelSeconds);
        ConstantsJson.Number(json, "peerSeconds", custom.PeerSeconds);
        ConstantsJson.Number(json, "oneShotEfficiency", custom.OneShotEfficiency);
        ConstantsJson.Number(json, "twoShotEfficiency", custom.TwoShotEfficiency);
        ConstantsJson.Number(json, "twoShotSeconds", custom.TwoShotSeconds);
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

    private static string Origin(CollectiveState state, CollectiveMeasurement[] rows)
    {
        if (rows.Length == 0)
        {
            return "no rows at hand";
        }

        var error = CollectiveFit.Errors(state, rows).MeanAbsoluteOfLong("ALL");
        var sources = string.Join(", ", rows.Select(row => row.Source).Distinct().Order(StringComparer.Ordinal));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"fit on {rows.Length} rows of {sources}: mean absolute error {100 * error:F1} % of kernels of 10 us and more"
        );
    }
}
