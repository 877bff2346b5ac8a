using LlmCostSim.Validation;

namespace LlmCostSim.Fitting;

/// <summary>Names of the files in a folder of measured rows.</summary>
internal static class MeasuredFolder
{
    /// <summary>Models that rows name and the catalogue lacks.</summary>
    public const string Architectures = "architectures.csv";

    /// <summary>Memory-bound kernels of all chips.</summary>
    public const string Elementwise = "elementwise.csv";

    /// <summary>Operators of accelerators of which nothing else was measured.</summary>
    public const string Operators = "operator_efficiency.csv";

    /// <summary>Training steps.</summary>
    public const string Training = "training.csv";

    /// <summary>Inference runs.</summary>
    public const string Inference = "inference.csv";

    /// <summary>Host times of an engine.</summary>
    public const string HostOverhead = "host_overhead_a100.csv";

    /// <summary>Matrix multiplies of a chip.</summary>
    public static string Gemm(string chip) => $"gemm_{chip}.csv";

    /// <summary>Prefills of a chip.</summary>
    public static string Prefill(string chip) => $"attention_prefill_{chip}.csv";

    /// <summary>Decodes of a chip.</summary>
    public static string Decode(string chip) => $"attention_decode_{chip}.csv";

    /// <summary>Collectives of a chip.</summary>
    public static string Collectives(string chip) => $"collectives_{chip}.csv";

    /// <summary>Reads a file of a folder.</summary>
    public static MeasuredFile Read(string folder, string name) => MeasuredFile.Read(Path.Combine(folder, name));
}
