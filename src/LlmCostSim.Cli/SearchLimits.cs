using LlmCostSim.Hardware;
using LlmCostSim.Input;

namespace LlmCostSim.Cli;

/// <summary>What a search may ask for where nobody watches it and stops it: an assistant's.</summary>
/// <param name="Clusters">Most clusters: kinds of accelerators times counts.</param>
/// <param name="Accelerators">Most accelerators of one of them.</param>
/// <param name="Time">Longest time.</param>
internal sealed record SearchLimits(int Clusters, int Accelerators, TimeSpan Time)
{
    /// <summary>Throws where a search is larger.</summary>
    /// <param name="clusters">Clusters to search over.</param>
    /// <exception cref="InvalidInputException">It is.</exception>
    public void Check(IReadOnlyList<Cluster> clusters)
    {
        if (clusters.Count > Clusters || clusters.Any(c => c.Count > Accelerators))
        {
            throw new InvalidInputException([
                new InputProblem(
                    "$.search",
                    $"a search takes at most {Clusters} clusters of at most {Accelerators} accelerators here; the command line has no such limit"
                ),
            ]);
        }
    }

    /// <summary>What to say when the time is over.</summary>
    public InvalidInputException TimeOver() =>
        new([
            new InputProblem(
                "$",
                $"stopped after {Time.TotalSeconds:0} s, the longest here: fix more members of the strategy, or search on the command line, which has no such limit"
            ),
        ]);
}
