using LlmCostSim.Hardware;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>
/// One constant that a fit of collectives may turn: where the search starts, whatever ships, and the range that is physically possible.
/// </summary>
internal sealed record CollectiveKnob(string Name, double Start, double Minimum, double Maximum, Action<CollectiveState, double> Set)
{
    public FitParameter Parameter => new(Name, Start, Minimum, Maximum);

    /// <summary>A constant of a chip.</summary>
    public static CollectiveKnob OfChip(
        string chip,
        string name,
        double start,
        double minimum,
        double maximum,
        Func<CollectiveConstants, double, CollectiveConstants> with
    ) => new($"{chip}.{name}", start, minimum, maximum, (state, value) => state.Chips[chip] = with(state.Chips[chip], value));

    /// <summary>A constant of a library.</summary>
    public static CollectiveKnob OfLibrary(
        string library,
        string name,
        double start,
        double minimum,
        double maximum,
        Func<CollectiveLibraryConstants, double, CollectiveLibraryConstants> with
    ) =>
        new(
            $"{library}.{name}",
            start,
            minimum,
            maximum,
            (state, value) => state.Libraries[library] = with(state.Libraries[library], value)
        );

    /// <summary>What the links of a chip do under NCCL.</summary>
    public static IEnumerable<CollectiveKnob> Chip(string chip)
    {
        yield return OfChip(chip, "linkEfficiency", 0.8, 0.4, 0.95, (c, v) => c with { LinkEfficiency = v });
        yield return OfChip(chip, "localEfficiency", 0.4, 0.05, 1, (c, v) => c with { LocalEfficiency = v });
        yield return OfChip(chip, "kernelSeconds", 7e-6, 1e-6, 20e-6, (c, v) => c with { KernelSeconds = v });
        yield return OfChip(chip, "stepSeconds", 0.8e-6, 0.2e-6, 4e-6, (c, v) => c with { StepSeconds = v });
        yield return OfChip(chip, "fillSeconds", 3.4e-6, 0, 40e-6, (c, v) => c with { FillSeconds = v });
        yield return OfChip(chip, "lineSeconds", 1e-6, 0, 10e-6, (c, v) => c with { LineSeconds = v });
        yield return OfChip(chip, "peerSeconds", 4e-6, 0, 20e-6, (c, v) => c with { PeerSeconds = v });
    }

    /// <summary>What a switch that adds does.</summary>
    public static IEnumerable<CollectiveKnob> InSwitch(string chip)
    {
        yield return OfChip(chip, "inSwitchEfficiency", 0.6, 0.3, 0.95, (c, v) => c with { InSwitchEfficiency = v });
        yield return OfChip(chip, "inSwitchSeconds", 30e-6, 1e-6, 100e-6, (c, v) => c with { InSwitchSeconds = v });
    }

    /// <summary>The host link and the network of a chip's nodes.</summary>
    public static IEnumerable<CollectiveKnob> Outside(string chip)
    {
        yield return OfChip(chip, "sendEfficiency", 0.85, 0.4, 1, (c, v) => c with { SendEfficiency = v });
        yield return OfChip(chip, "hostLinkEfficiency", 0.8, 0.3, 0.95, (c, v) => c with { HostLinkEfficiency = v });
        yield return OfChip(chip, "networkStepSeconds", 14e-6, 1e-6, 40e-6, (c, v) => c with { NetworkStepSeconds = v });
    }

    /// <summary>The protocols of a library.</summary>
    public static IEnumerable<CollectiveKnob> Protocols(string library, bool pairwise)
    {
        yield return OfLibrary(library, "lowLatencyShare", 0.1, 0.005, 0.6, (c, v) => c with { LowLatencyShare = v });
        yield return OfLibrary(library, "lineShare", 0.6, 0.05, 0.95, (c, v) => c with { LineShare = v });
        yield return OfLibrary(library, "lineStepFactor", 0.4, 0, 4, (c, v) => c with { LineStepFactor = v });
        yield return Bulk(library);
        if (pairwise)
        {
            yield return OfLibrary(library, "gatherFactor", 1.5, 1, 3, (c, v) => c with { GatherFactor = v });
            yield return OfLibrary(library, "peerShare", 0.015, 0.002, 0.3, (c, v) => c with { PeerShare = v });
        }
    }

    /// <summary>The steps of bulk transfers.</summary>
    public static CollectiveKnob Bulk(string library) =>
        OfLibrary(library, "bulkStepFactor", 0.5, 0, 8, (c, v) => c with { BulkStepFactor = v });

    /// <summary>What launches by a host that waits cost.</summary>
    public static IEnumerable<CollectiveKnob> Launch(string library)
    {
        yield return OfLibrary(library, "hostSeconds", 30e-6, 0, 60e-6, (c, v) => c with { HostSeconds = v });
    }

    /// <summary>An engine's own kernel.</summary>
    public static IEnumerable<CollectiveKnob> Custom(string library, bool twoShot)
    {
        CollectiveKnob Own(
            string name,
            double start,
            double minimum,
            double maximum,
            Func<CustomAllReduceConstants, double, CustomAllReduceConstants> with
        ) => OfLibrary(library, name, start, minimum, maximum, (c, v) => c with { Custom = with(c.Custom!, v) });
        yield return Own("kernelSeconds", 4e-6, 0.5e-6, 20e-6, (c, v) => c with { KernelSeconds = v });
        yield return Own("peerSeconds", 0.15e-6, 0, 2e-6, (c, v) => c with { PeerSeconds = v });

        // A kernel's loads from its peers reach no more of the link than bulk transfers do.
        yield return Own("oneShotEfficiency", 0.55, 0.2, 0.8, (c, v) => c with { OneShotEfficiency = v });
        if (twoShot)
        {
            yield return Own("twoShotEfficiency", 0.65, 0.2, 0.8, (c, v) => c with { TwoShotEfficiency = v });
            yield return Own("twoShotSeconds", 6e-6, 0, 30e-6, (c, v) => c with { TwoShotSeconds = v });
        }
    }
}
