namespace LlmCostSim.Calibration;

/// <summary>Names of the classes that both measured rows and estimates belong to.</summary>
internal static class IntervalClass
{
    /// <summary>Time of a training step.</summary>
    /// <param name="stack">Id of the software stack.</param>
    /// <param name="nodes">Nodes of the job.</param>
    public static string Time(string stack, int nodes) => $"time/{(nodes > 1 ? "network" : "node")}/{stack}";

    /// <summary>A figure of inference.</summary>
    /// <param name="quantity"><c>ttft</c>, <c>tpot</c> or <c>throughput</c>.</param>
    /// <param name="load">Kind of load: <c>static</c>, <c>closed</c> and so on.</param>
    /// <param name="family">Family of the engine.</param>
    /// <param name="engine">Id of the engine.</param>
    public static string Inference(string quantity, string load, string family, string engine) =>
        $"inference/{quantity}/{load}/{family}/{engine}";

    /// <summary>Peak memory of training.</summary>
    /// <param name="stack">Id of the software stack.</param>
    public static string TrainingMemory(string stack) => $"memory/training/{stack}";
}
