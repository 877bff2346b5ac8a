namespace LlmCostSim.Calibration;

/// <summary>
/// Names of the classes of residuals, for measured rows and for estimates alike. A name is a path: a class that was not measured takes the
/// nearest one above it.
/// </summary>
internal static class IntervalClass
{
    /// <summary>Figures of inference that have classes of their own.</summary>
    public const string FirstToken = "ttft",
        NextToken = "tpot",
        Rate = "throughput",
        RankMemory = "gpu_memory";

    private const string InferenceKind = "inference",
        MemoryKind = "memory";

    /// <summary>Time of a training step.</summary>
    /// <param name="stack">Id of the software stack.</param>
    /// <param name="nodes">Nodes of the job.</param>
    public static string Time(string stack, int nodes) => $"time/{Place(nodes > 1)}/{stack}";

    /// <summary>A figure of inference, whatever the engine.</summary>
    /// <param name="quantity"><see cref="FirstToken"/>, <see cref="NextToken"/>, <see cref="Rate"/> or another.</param>
    /// <param name="load">Kind of load: <c>static</c>, <c>closed</c> and so on.</param>
    /// <param name="family">Family of the engine.</param>
    public static string Inference(string quantity, string load, string family) => $"{InferenceKind}/{quantity}/{load}/{family}";

    /// <summary>A figure of inference.</summary>
    /// <param name="quantity"><see cref="FirstToken"/>, <see cref="NextToken"/>, <see cref="Rate"/> or another.</param>
    /// <param name="load">Kind of load: <c>static</c>, <c>closed</c> and so on.</param>
    /// <param name="family">Family of the engine.</param>
    /// <param name="engine">Id of the engine.</param>
    public static string Inference(string quantity, string load, string family, string engine) =>
        $"{Inference(quantity, load, family)}/{engine}";

    /// <summary>Peak memory of training all weights.</summary>
    /// <param name="stack">Id of the software stack.</param>
    public static string TrainingMemory(string stack) => Memory($"training/{stack}");

    /// <summary>Peak memory of another task.</summary>
    /// <param name="task">The task: <c>lora</c>, <c>qlora</c>.</param>
    public static string Memory(string task) => $"{MemoryKind}/{task}";

    /// <summary>A kernel of some source: the class of its kind, chip and so on, and whether it is short.</summary>
    /// <param name="kind">Its kind, with what tells it: <c>gemm/a100/bf16</c>.</param>
    /// <param name="isShort">Whether it is a <see cref="ShortKernel"/>.</param>
    public static string Kernel(string kind, bool isShort) => $"{kind}/{(isShort ? "short" : "long")}";

    /// <summary>Within a node or across.</summary>
    public static string Place(bool acrossNodes) => acrossNodes ? "network" : "node";

    /// <summary>The class above a class; empty at the top.</summary>
    /// <param name="name">The class.</param>
    public static string Above(string name) => name[..Math.Max(0, name.LastIndexOf('/'))];

    /// <summary>A class and all above it, the nearest first.</summary>
    /// <param name="name">The class.</param>
    public static IEnumerable<string> AndAbove(string name)
    {
        for (var path = name; path.Length > 0; path = Above(path))
        {
            yield return path;
        }
    }

    /// <summary>Rows by their classes and all above them.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="classOf">The class of one.</param>
    public static Dictionary<string, List<T>> Members<T>(IEnumerable<T> rows, Func<T, string> classOf)
    {
        var classes = new Dictionary<string, List<T>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            foreach (var name in AndAbove(classOf(row)))
            {
                if (!classes.TryGetValue(name, out var members))
                {
                    classes[name] = members = [];
                }

                members.Add(row);
            }
        }

        return classes;
    }

    /// <summary>What a class is of: the first part of its name.</summary>
    /// <param name="name">The class.</param>
    public static string KindOf(string name) => name.Split('/')[0];

    /// <summary>The figure of inference that a class is of; empty: of none that has classes of its own.</summary>
    /// <param name="name">The class.</param>
    public static string InferenceQuantity(string name) =>
        name.Split('/') is [InferenceKind, (FirstToken or NextToken or Rate) and var quantity, ..] ? quantity : "";
}
