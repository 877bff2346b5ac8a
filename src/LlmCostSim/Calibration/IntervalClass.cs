namespace LlmCostSim.Calibration;

/// <summary>Names of the classes that both measured rows and estimates belong to.</summary>
internal static class IntervalClass
{
    /// <summary>Time of a training step.</summary>
    /// <param name="stack">Id of the software stack.</param>
    /// <param name="nodes">Nodes of the job.</param>
    public static string Time(string stack, int nodes) => $"time/{(nodes > 1 ? "network" : "node")}/{stack}";

    /// <summary>Peak memory of training.</summary>
    /// <param name="stack">Id of the software stack.</param>
    public static string TrainingMemory(string stack) => $"memory/training/{stack}";
}
