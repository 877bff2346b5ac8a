using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>The constants of an inference engine that can be fitted, by the names they have in its JSON.</summary>
internal static class EngineConstantTable
{
    /// <summary>All of them.</summary>
    public static ConstantTable<InferenceEngine> All { get; } =
        new(
            Microseconds("stepHostMicroseconds", e => e.StepHost, (e, time) => e with { StepHost = time }),
            Microseconds("sequenceHostMicroseconds", e => e.SequenceHost, (e, time) => e with { SequenceHost = time }),
            Microseconds("requestHostMicroseconds", e => e.RequestHost, (e, time) => e with { RequestHost = time }),
            Microseconds("rankHostMicroseconds", e => e.RankHost, (e, time) => e with { RankHost = time }),
            Microseconds("tokenHostMicroseconds", e => e.TokenHost, (e, time) => e with { TokenHost = time }),
            Microseconds("admissionHostMicroseconds", e => e.AdmissionHost, (e, time) => e with { AdmissionHost = time }),
            Microseconds("promptTokenHostMicroseconds", e => e.PromptTokenHost, (e, time) => e with { PromptTokenHost = time }),
            Microseconds("kernelLaunchMicroseconds", e => e.KernelLaunch, (e, time) => e with { KernelLaunch = time }),
            Microseconds("kernelGapMicroseconds", e => e.KernelGap, (e, time) => e with { KernelGap = time }),
            new("rowNanoseconds", e => e.RowTime.TotalSeconds * 1e9, (e, v) => e with { RowTime = Duration.FromMicroseconds(v / 1000) }),
            new("expertTime", e => e.ExpertTime, (e, v) => e with { ExpertTime = v }),
            new("synchronousExpertTime", e => e.SynchronousExpertTime, (e, v) => e with { SynchronousExpertTime = v }),
            new("promptGemmTime", e => e.PromptGemmTime, (e, v) => e with { PromptGemmTime = v }),
            new("workingTensors", e => e.WorkingTensors, (e, v) => e with { WorkingTensors = v }),
            new("gemmTime", e => e.GemmTime, (e, v) => e with { GemmTime = v }),
            Microseconds("collectiveWaitMicroseconds", e => e.CollectiveWait, (e, time) => e with { CollectiveWait = time }),
            new("collectiveTime", e => e.CollectiveTime, (e, v) => e with { CollectiveTime = v }),
            new("reservedMemoryMiB", e => e.ReservedMemory.TotalBytes / (1 << 20), (e, v) => e with { ReservedMemory = Bytes.FromMiB(v) })
        );

    private static NamedConstant<InferenceEngine> Microseconds(
        string name,
        Func<InferenceEngine, Duration> get,
        Func<InferenceEngine, Duration, InferenceEngine> with
    ) => new(name, engine => get(engine).TotalSeconds * 1e6, (engine, v) => with(engine, Duration.FromMicroseconds(v)));
}
