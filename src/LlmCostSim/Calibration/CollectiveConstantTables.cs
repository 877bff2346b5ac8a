using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>The constants of collectives by name.</summary>
internal static class CollectiveConstantTables
{
    /// <summary>A chip's.</summary>
    public static ConstantTable<CollectiveConstants> Chip { get; } =
        new(
            new("linkEfficiency", c => c.LinkEfficiency, (c, v) => c with { LinkEfficiency = v }),
            new("sendEfficiency", c => c.SendEfficiency, (c, v) => c with { SendEfficiency = v }),
            new("localEfficiency", c => c.LocalEfficiency, (c, v) => c with { LocalEfficiency = v }),
            new("kernelSeconds", c => c.KernelSeconds, (c, v) => c with { KernelSeconds = v }),
            new("stepSeconds", c => c.StepSeconds, (c, v) => c with { StepSeconds = v }),
            new("fillSeconds", c => c.FillSeconds, (c, v) => c with { FillSeconds = v }),
            new("lineSeconds", c => c.LineSeconds, (c, v) => c with { LineSeconds = v }),
            new("peerSeconds", c => c.PeerSeconds, (c, v) => c with { PeerSeconds = v }),
            new("inSwitchEfficiency", c => c.InSwitchEfficiency, (c, v) => c with { InSwitchEfficiency = v }),
            new("inSwitchSeconds", c => c.InSwitchSeconds, (c, v) => c with { InSwitchSeconds = v }),
            new("hostLinkEfficiency", c => c.HostLinkEfficiency, (c, v) => c with { HostLinkEfficiency = v }),
            new("networkStepSeconds", c => c.NetworkStepSeconds, (c, v) => c with { NetworkStepSeconds = v })
        );

    /// <summary>A library's.</summary>
    public static ConstantTable<CollectiveLibraryConstants> Library { get; } =
        new(
            new("lowLatencyShare", c => c.LowLatencyShare, (c, v) => c with { LowLatencyShare = v }),
            new("lineShare", c => c.LineShare, (c, v) => c with { LineShare = v }),
            new("lineStepFactor", c => c.LineStepFactor, (c, v) => c with { LineStepFactor = v }),
            new("bulkStepFactor", c => c.BulkStepFactor, (c, v) => c with { BulkStepFactor = v }),
            new("peerShare", c => c.PeerShare, (c, v) => c with { PeerShare = v }),
            new("hostSeconds", c => c.HostSeconds, (c, v) => c with { HostSeconds = v }),
            new("gatherFactor", c => c.GatherFactor, (c, v) => c with { GatherFactor = v })
        );

    /// <summary>Those of an engine's own all-reduce kernel that are measured.</summary>
    public static ConstantTable<CustomAllReduceConstants> Custom { get; } =
        new(
            new("kernelSeconds", c => c.KernelSeconds, (c, v) => c with { KernelSeconds = v }),
            new("peerSeconds", c => c.PeerSeconds, (c, v) => c with { PeerSeconds = v }),
            new("oneShotEfficiency", c => c.OneShotEfficiency, (c, v) => c with { OneShotEfficiency = v }),
            new("twoShotEfficiency", c => c.TwoShotEfficiency, (c, v) => c with { TwoShotEfficiency = v }),
            new("twoShotSeconds", c => c.TwoShotSeconds, (c, v) => c with { TwoShotSeconds = v })
        );
}
