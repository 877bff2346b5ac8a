using System.Text.Json;
using LlmCostSim.Hardware;
using LlmCostSim.Models;

namespace LlmCostSim.Reporting;

/// <summary>Writes the catalogues as JSON.</summary>
internal static class CatalogJson
{
    /// <summary>Models as <c>{ "models": [ … ] }</c>.</summary>
    /// <param name="models">The models.</param>
    public static string Models(IReadOnlyList<ModelEntry> models) => List("models", models, ModelJson.Write);

    /// <summary>One model as an object.</summary>
    /// <param name="model">The model.</param>
    public static string Model(ModelEntry model) => JsonText.Document(writer => ModelJson.Write(writer, model));

    /// <summary>Accelerators as <c>{ "gpus": [ … ] }</c>.</summary>
    /// <param name="accelerators">The accelerators.</param>
    public static string Accelerators(IReadOnlyList<Accelerator> accelerators) => List("gpus", accelerators, AcceleratorJson.Write);

    /// <summary>One accelerator as an object.</summary>
    /// <param name="accelerator">The accelerator.</param>
    public static string Accelerator(Accelerator accelerator) => JsonText.Document(writer => AcceleratorJson.Write(writer, accelerator));

    /// <summary>Clusters as <c>{ "clusters": [ … ] }</c>; facts that are not known are null.</summary>
    /// <param name="clusters">The clusters.</param>
    public static string Clusters(IReadOnlyList<NamedCluster> clusters) => List("clusters", clusters, ClusterJson.Write);

    private static string List<T>(string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write) =>
        JsonText.Object(writer => JsonText.List(writer, name, items, write));
}
