using LlmCostSim.Stacks;
using LlmCostSim.Units;

namespace LlmCostSim.Calibration;

/// <summary>The constants of an inference engine that can be fitted, by the names they have in its JSON.</summary>
internal static class InferenceConstants
{
    /// <summary>The engine with one constant changed.</summary>
    public static InferenceEngine With(InferenceEngine engine, string name, double value) =>
        name switch
        {
            "stepHostMicroseconds" => engine with { StepHost = Duration.FromMicroseconds(value) },
            "sequenceHostMicroseconds" => engine with { SequenceHost = Duration.FromMicroseconds(value) },
            "requestHostMicroseconds" => engine with { RequestHost = Duration.FromMicroseconds(value) },
            "rankHostMicroseconds" => engine with { RankHost = Duration.FromMicroseconds(value) },
            "tokenHostMicroseconds" => engine with { TokenHost = Duration.FromMicroseconds(value) },
            "admissionHostMicroseconds" => engine with { AdmissionHost = Duration.FromMicroseconds(value) },
            "promptTokenHostMicroseconds" => engine with { PromptTokenHost = Duration.FromMicroseconds(value) },
            "kernelLaunchMicroseconds" => engine with { KernelLaunch = Duration.FromMicroseconds(value) },
            "kernelGapMicroseconds" => engine with { KernelGap = Duration.FromMicroseconds(value) },
            "expertTime" => engine with { ExpertTime = value },
            "rowNanoseconds" => engine with { RowTime = Duration.FromMicroseconds(value / 1000) },
            "synchronousExpertTime" => engine with { SynchronousExpertTime = value },
            "promptGemmTime" => engine with { PromptGemmTime = value },
            "workingTensors" => engine with { WorkingTensors = value },
            "gemmTime" => engine with { GemmTime = value },
            "collectiveWaitMicroseconds" => engine with { CollectiveWait = Duration.FromMicroseconds(value) },
            "collectiveTime" => engine with { CollectiveTime = value },
            "reservedMemoryMiB" => engine with { ReservedMemory = Bytes.FromMiB(value) },
            _ => throw new ArgumentException($"No constant of an inference engine is called '{name}'.", nameof(name)),
        };
}
