using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>
/// Continuous batching (Yu et al. 2022) in closed form: the running requests of a replica share each step with the prompts of those that join,
/// one joining per request and output length. TPOT = step(B, mean context) + φ·(B − 1)/output · prompt work; B from the load, at most what memory admits.
/// </summary>
internal readonly ref struct ContinuousBatching
{
    private readonly Replica replica;
    private readonly InferenceEngine engine;
    private readonly double input, output, admitted, context, ways;

    public ContinuousBatching(Replica replica, InferenceEngine engine, in CacheBudget budget, double input, double output)
    {
        (this.replica, this.engine, this.input, this.output) = (replica, engine, input, Math.Max(1, output));
        ways = replica.Strategy.AttentionData;
        context = input + (output / 2);
        admitted = Math.Max(1, ways * Math.Min(budget.Sequences(input + (engine.CacheReserve * output)), engine.MaxSequences));
    }

    public ServingEstimate Estimate(in ServingLoad load) => load.Kind switch
    {
        ServingLoadKind.Closed => Closed(load.Value / replica.Strategy.Data),
        ServingLoadKind.Open when load.Requests > 0 => Spread(load.Value / replica.Strategy.Data, load.Requests / replica.Strategy.Data),
        ServingLoadKind.Open => Open(load.Value / replica.Strategy.Data, 0),
        ServingLoadKind.Burst => Burst(load.Value / replica.Strategy.Data),
        _ => Closed(double.PositiveInfinity),
    };

    // Sequences of one pass: pipeline stages work on different ones, attention replicas on their own.
    private double PerPass(double running) => Math.Max(1, running / replica.Strategy.Pipeline / ways);

    private double Step(double running) => replica.Generate(PerPass(running), context);

    /// <summary>Seconds that one request's prompt takes of the steps of <paramref name="running"/> others; prompts join in groups as large as come in one step and fit.</summary>
    private double Prompt(double running)
    {
        var pass = PerPass(running);
        var together = Math.Clamp(pass / output, 1, Math.Max(1, (engine.StepTokens - pass) / input));
        return replica.Joining(pass, together, input) / together;
    }



    private ServingEstimate Closed(double requests)
    {
        var running = Math.Min(requests, admitted);
        var prompt = Prompt(running);
        var waits = running > ways ? PerPass(running - ways) / output * prompt : 0;
        var tpot = Step(running) + (engine.PromptInterference * waits);
        // However prompts are placed between steps, a replica does the work of all of them.
        var cycle = Math.Max(output * tpot, output * (Step(running) + (PerPass(running) / output * prompt)));
        var waiting = double.IsFinite(requests) ? (requests - running) / running * cycle : 0;
        var first = First(running, prompt, tpot);
        if (double.IsFinite(requests))
        {
            first += engine.SlotTurnover * cycle / running;
        }

        if (engine.CacheReserve >= 1)
        {
            return Result(first + waiting, tpot, running / cycle * output, running);
        }

        // Room for the prompt is waited for before the start; room for the output is taken as it grows, and who finds none loses its place and waits then.
        var grown = 0.5 * output / (input + (0.5 * output));
        return Result(first + ((1 - grown) * waiting), tpot + (grown * waiting / output), running / cycle * output, running);
    }

    /// <summary>A request waits for the running step to end, for prompts that came with it, and for its own, each in steps shared with the running requests.</summary>
    private double First(double running, double prompt, double tpot)
    {
        var own = replica.Prompt(1, input) + (engine.MixedSteps * Math.Max(0, Step(running) - replica.Generate(1, context)));
        var others = engine.PromptQueue * PerPass(running - 1) * prompt;
        return engine.RequestHost.TotalSeconds + (0.5 * Math.Min(tpot, Step(running))) + own + others;
    }

    private ServingEstimate Open(double rate, double requests)
    {
        // Little's law: as many run as arrive while one does.
        var running = 1.0;
        double tpot = 0, prompt = 0;
        for (var round = 0; round < 30; round++)
        {
            prompt = Prompt(running);
            tpot = Step(running) + (engine.PromptInterference * rate * prompt * Step(running) / Math.Max(0.02, 1 - (rate * prompt)));
            var wanted = Math.Clamp(rate * output * tpot, 1, admitted);
            running = 0.5 * (running + wanted);
        }

        var service = running / (output * tpot);
        var utilisation = Math.Min(0.95, rate * prompt);
        // Pollaczek-Khinchine with constant prompt time; beyond capacity the queue grows over the run.
        var wait = utilisation * prompt / (2 * (1 - utilisation));
        var overload = rate > service && requests > 0 ? requests / 2 * ((1 / service) - (1 / rate)) : 0;
        var first = First(running, prompt, tpot) + wait + overload;
        var total = requests > 0 ? (requests / Math.Min(rate, service)) + first + (output * tpot) - overload : 0;
        return Result(first, tpot, requests > 0 ? requests * output / total : Math.Min(rate, service) * output, running);
    }

    /// <summary>A run of arrivals over a while is no worse for a request than the same requests all at once.</summary>
    private ServingEstimate Spread(double rate, double requests)
    {
        var (spread, atOnce) = (Open(rate, requests), Burst(requests));
        var first = Math.Min(spread.TimeToFirstToken.TotalSeconds, atOnce.TimeToFirstToken.TotalSeconds);
        var tpot = Math.Min(spread.TimePerOutputToken.TotalSeconds, atOnce.TimePerOutputToken.TotalSeconds);
        var arriving = requests / rate;
        return Result(first, tpot, requests * output / Math.Max(arriving + first + (output * tpot), requests * output / atOnce.OutputTokensPerSecond * replica.Strategy.Data), spread.Running);
    }

    /// <summary>All prompts first, as many as memory admits; then waves.</summary>
    private ServingEstimate Burst(double requests)
    {
        var running = Math.Min(requests, admitted);
        var together = Math.Max(1, Math.Floor(engine.StepTokens / input));
        var prompt = replica.Joining(PerPass(running / 2), Math.Min(together, requests), input) / Math.Min(together, requests);
        var waves = requests / running;
        var wave = running * prompt + (output * Step(running));
        var first = engine.RequestHost.TotalSeconds + (0.5 * running * prompt) + (0.5 * (waves - 1) * wave);
        var tpot = Step(running) + (engine.PromptInterference * 0.5 * running * prompt / output);
        return Result(first, tpot, requests * output / (waves * wave), running);
    }

    private ServingEstimate Result(double first, double tpot, double rate, double running) => new()
    {
        TimeToFirstToken = Duration.FromSeconds(first),
        TimePerOutputToken = Duration.FromSeconds(tpot),
        EndToEnd = Duration.FromSeconds(first + ((output - 1) * tpot)),
        OutputTokensPerSecond = replica.Strategy.Data * rate,
        Running = running,
        Admitted = admitted,
    };
}
