namespace LlmCostSim.Training.Schedules;

/// <summary>One piece of work of a pipeline rank, and when it runs.</summary>
/// <param name="Rank">Pipeline rank, from 0.</param>
/// <param name="Work">What it does.</param>
/// <param name="Chunk">Model chunk of the rank, from 0: of an interleaved pipeline, or the direction of a bidirectional one.</param>
/// <param name="MicroBatch">Micro-batch, from 0; of its direction where there are two.</param>
/// <param name="Start">Seconds from the start of the step.</param>
/// <param name="End">Seconds from the start of the step.</param>
public readonly record struct PipelineTask(int Rank, PipelineWork Work, int Chunk, int MicroBatch, double Start = 0, double End = 0)
{
    /// <summary>Seconds that it takes.</summary>
    public double Seconds => End - Start;
}
