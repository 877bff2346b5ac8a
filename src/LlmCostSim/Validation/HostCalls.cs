using System.Text.Json.Nodes;
using LlmCostSim.Calibration;
using LlmCostSim.Facts;

namespace LlmCostSim.Validation;

/// <summary>
/// Fitted host times of a source that called its kernels eagerly, below which it timed none. Written by the refit, read with
/// <see cref="KernelSource"/>.
/// </summary>
/// <param name="Source">Source as in the measured rows.</param>
/// <param name="Call">Kind of call, <see cref="Attention"/> or <see cref="Group"/>.</param>
/// <param name="Seconds">Host time of one call.</param>
internal sealed record HostCalls(string Source, string Call, double Seconds)
{
    /// <summary>One call of a fused attention.</summary>
    public const string Attention = "attention";

    /// <summary>The launch of one group of a grouped multiply.</summary>
    public const string Group = "group";

    private const string File = "Validation/Data/host-calls.json";

    private static IReadOnlyList<HostCalls> All { get; } =
        EmbeddedData.Read(
            File,
            facts =>
            {
                _ = facts.Text("note");
                return facts.List("calls", From);
            }
        );

    /// <summary>Host time of a call of a source; 0 where none was fitted: its calls were not limited by the host.</summary>
    /// <param name="source">Source of the rows.</param>
    /// <param name="call">Kind of call.</param>
    public static double Of(string source, string call) =>
        All.FirstOrDefault(known => known.Source == source && known.Call == call)?.Seconds ?? 0;

    /// <summary>Writes a fitted time over the one that ships.</summary>
    /// <param name="project">Folder of the library's project.</param>
    /// <param name="source">Source of the rows.</param>
    /// <param name="call">Kind of call.</param>
    /// <param name="seconds">Host time of one call.</param>
    /// <param name="origin">What it was fitted on, with which error.</param>
    public static void Save(string project, string source, string call, double seconds, string origin)
    {
        var path = Path.Combine(project, File);
        var data = JsonNode.Parse(System.IO.File.ReadAllText(path))!;
        var entry = data["calls"]!.AsArray().Single(known => (string?)known!["source"] == source && (string?)known["call"] == call)!;
        entry["microseconds"] = ConstantsJson.Rounded(1e6 * seconds);
        entry["origin"] = origin;
        System.IO.File.WriteAllText(path, ConstantsJson.ToText(data));
    }

    private static HostCalls From(FactReader facts)
    {
        _ = facts.Text("origin");
        return new HostCalls(facts.Text("source"), facts.Text("call"), facts.Number("microseconds") * 1e-6);
    }
}
