namespace LlmCostSim.Calibration;

/// <summary>Where in the folder of the library's project (<c>src/LlmCostSim</c>) fitted constants are written.</summary>
internal static class ProjectFiles
{
    /// <summary>A chip's constants of one kind of kernel.</summary>
    public static string Kernels(string project, string chip, string kind) =>
        Path.Combine(project, "Hardware", "Data", "kernels", $"{chip}.{kind}.json");

    /// <summary>The libraries of one kind of kernel.</summary>
    public static string Libraries(string project, string kind) => Path.Combine(project, "Stacks", "Data", $"{kind}-libraries.json");

    /// <summary>A training stack.</summary>
    public static string Stack(string project, string id) => Path.Combine(project, "Stacks", "Data", "stacks", $"{id}.json");

    /// <summary>An inference engine.</summary>
    public static string Engine(string project, string id) => Path.Combine(project, "Stacks", "Data", "engines", $"{id}.json");

    /// <summary>The residuals.</summary>
    public static string Residuals(string project) => Path.Combine(project, "Calibration", "Data", "residuals.json");
}
