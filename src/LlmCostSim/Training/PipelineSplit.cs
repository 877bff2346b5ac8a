namespace LlmCostSim.Training;

/// <summary>How the decoder layers of a model lie on pipeline stages: as evenly as possible, the first stages taking one more where they do not divide.</summary>
internal static class PipelineSplit
{
    /// <summary>First layer of a stage and how many follow it there.</summary>
    /// <param name="layers">Layers in all.</param>
    /// <param name="stages">Stages in all.</param>
    /// <param name="stage">Which one, from 0.</param>
    public static (int First, int Count) LayersOf(int layers, int stages, int stage)
    {
        var (each, rest) = Math.DivRem(layers, stages);
        return (stage * each + Math.Min(stage, rest), each + (stage < rest ? 1 : 0));
    }
}
