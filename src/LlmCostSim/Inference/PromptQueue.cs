using LlmCostSim.Stacks;

namespace LlmCostSim.Inference;

/// <summary>
/// Prompts of others that are worked on before one's own under a closed load. A load test starts all its requests together, so the first in
/// flight wait for half of each other's prompts. Where prompts join running steps, requests of equal lengths then end as far apart as their
/// prompts took, and those that follow find the engine free; requests of different lengths drift apart, the farther the longer the run, and
/// meet at random. Where generation stands still for prompts, all end with the same step and start together for ever. A value.
/// </summary>
/// <param name="Batching">Which requests share a step.</param>
/// <param name="Requests">Requests of the run that share a queue; 0: it goes on for ever.</param>
/// <param name="LengthSpread">By which share the shortest answers are shorter.</param>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal readonly record struct PromptQueue(BatchingPolicy Batching, double Requests, double LengthSpread)
{
    // More than load tests have (ten requests for each in flight); later rounds wait ever less, so that a longer run has no longer waits.
    private const int MostRounds = 16;

    /// <summary>Share of the run's requests that start together.</summary>
    public double Started(double running) => Requests > 0 ? Math.Min(1, running / Requests) : 0;

    /// <summary>Prompts that one of those that start the run waits for in the mean.</summary>
    /// <param name="running">Requests in flight that share the queue.</param>
    /// <param name="together">Prompts that one step takes: all of them are answered at its end.</param>
    public double AtStart(double running, double together)
    {
        var others = Math.Max(0, running - 1);
        return Batching != BatchingPolicy.Mixed
            ? 0.5 * others
            : Math.Min(others, 0.5 * (others + Math.Max(0, Math.Min(together, running) - 1)));
    }

    /// <summary>Prompts that one of those that follow waits for in the mean.</summary>
    /// <param name="running">Requests in flight that share the queue.</param>
    /// <param name="output">Tokens of an answer in the mean.</param>
    public double Later(double running, double output) =>
        Batching != BatchingPolicy.Mixed ? 0.5 * Math.Max(0, running - 1) : Meeting(running, output);

    // All requests take their tokens at the same steps, so time runs in steps: as many starts as requests are spread over a number of steps
    // that grows with the rounds, variances adding up. A prompt finds one at work in the step that runs, and those that came at the same
    // step before it (Pollaczek-Khinchine).
    private double Meeting(double running, double output)
    {
        if (LengthSpread <= 0 || running <= 1 || Requests <= running)
        {
            return 0;
        }

        var rounds = (int)Math.Clamp(Math.Ceiling(Requests / running) - 1, 1, MostRounds);
        double sum = 0;
        for (var round = 1; round <= rounds; round++)
        {
            var spread = LengthSpread * output;
            var busy = (running - 1) / Math.Sqrt((running * running) + (spread * spread * round));
            sum += Math.Min(0.5 * (running - 1), busy + (busy / (2 * (1 - busy))));
        }

        return sum / rounds;
    }
}
