using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>Reads one software stack from its JSON.</summary>
internal static class StackReader
{
    public static SoftwareStack Read(FactReader facts) => new()
    {
        Id = facts.Text("id"),
        Aliases = facts.Texts("aliases"),
        Origin = facts.Text("origin"),
        Fusion = Fusion(facts.Texts("fusion")),
        GemmLibrary = facts.Text("gemmLibrary"),
        AttentionLibrary = facts.Text("attentionLibrary"),
        CollectiveLibrary = facts.Text("collectiveLibrary"),
        KernelLaunch = Duration.FromMicroseconds(facts.Number("kernelLaunchMicroseconds")),
        StepOverhead = Duration.FromMilliseconds(facts.Number("stepOverheadMilliseconds")),
        DataParallelOverlap = facts.Number("dataParallelOverlap"),
        OptimizerExtraBytes = facts.Number("optimizerExtraBytes"),
        ReservedOverAllocated = facts.Number("reservedOverAllocated"),
        ContextMemory = Bytes.FromMiB(facts.Number("contextMemoryMiB")),
        CommunicatorMemory = Bytes.FromMiB(facts.Number("communicatorMemoryMiB")),
    };

    internal static KernelFusion Fusion(IReadOnlyList<string> names)
    {
        var fusion = KernelFusion.None;
        foreach (var name in names)
        {
            fusion |= Enum.Parse<KernelFusion>(name, ignoreCase: true);
        }

        return fusion;
    }
}
