using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Inference;

/// <summary>
/// Continuous batching (Yu et al. 2022) in closed form: the running requests of a replica share each step with the prompts of those that
/// join, one joining per request and output length. TPOT = step(B, mean context) + prompt work of the others/output, but for what
/// <see cref="PromptQueue"/> puts before one's own prompt, which TTFT takes; B from the load, at most what memory admits.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
internal readonly ref struct ContinuousBatching
{
    // Pollaczek and Khinchine's wait is that of a queue without end. In N Poisson arrivals at full utilisation it grows to √(8N/9π) service
    // times in the mean (a reflected random walk of unit variance per arrival), which is their wait at this utilisation where N is some 300:
    // the runs that were measured have 500.
    private const double HeaviestTraffic = 0.95;

    // Tolerances of the search for the steady state, which lies below capacity: on the way there prompts may ask for more time than there is,
    // so steps are left this share of it; each round halves the way, to a billionth in the end.
    private const double LeastFree = 0.02;
    private const int Halvings = 30;

    private readonly Replica replica;
    private readonly InferenceEngine engine;
    private readonly AdmissionLimits limits;
    private readonly PromptQueue queue;
    private readonly double input,
        output,
        shared,
        admitted,
        context,
        ways,
        mostRequests,
        repeated,
        admission,
        waitSteps,
        waitTokens;

    public ContinuousBatching(Replica replica, InferenceEngine engine, in CacheBudget budget, in ServingLoad load)
    {
        var mean = 1 - (0.5 * load.LengthSpread);
        (this.replica, this.engine, limits, input, output) = (
            replica,
            engine,
            replica.Limits,
            Math.Max(1, mean * load.InputTokens),
            Math.Max(1, mean * load.OutputTokens)
        );
        (waitSteps, waitTokens) = (load.WaitSteps, load.WaitTokens);
        shared = Math.Clamp(load.CachedTokens, 0, input - 1);
        ways = replica.Strategy.AttentionData;
        admission = engine.AdmissionHost.TotalSeconds + (input * engine.PromptTokenHost.TotalSeconds);
        var perRequest = admission + (output * engine.TokenHost.TotalSeconds);
        mostRequests = perRequest > 0 ? 1 / perRequest : double.PositiveInfinity;
        context = input + (output / 2);
        admitted = Math.Max(
            1,
            ways
                * Math.Min(
                    budget.Sequences(input - shared + (limits.CacheReserve * output), shared),
                    (double)limits.Sequences * replica.Strategy.Pipeline
                )
        );
        var distinct = load.DistinctPrompts > 0 ? load.DistinctPrompts : double.PositiveInfinity;
        // The cache lets go of what was used longest ago: prompts that come in turn are found again only where all of them fit beside the
        // outputs of what runs.
        var running = Math.Min(admitted, load.Value / replica.Strategy.Data);
        var kept = distinct * (input - shared) <= (ways * budget.Tokens) - (running * output / 2);
        repeated = kept && load.Requests > distinct ? 1 - (distinct / load.Requests) : 0;
        queue = new PromptQueue(
            limits.Batching,
            load.Kind == ServingLoadKind.Closed ? load.Requests / replica.Strategy.Data / replica.Strategy.Pipeline / ways : 0,
            load.LengthSpread
        );
    }

    public ServingEstimate Estimate(in ServingLoad load) =>
        load.Kind switch
        {
            ServingLoadKind.Closed => Closed(load.Value / replica.Strategy.Data),
            ServingLoadKind.Open when load.Requests > 0 => Spread(
                load.Value / replica.Strategy.Data,
                load.Requests / replica.Strategy.Data
            ),
            ServingLoadKind.Open => Open(load.Value / replica.Strategy.Data, 0),
            ServingLoadKind.Burst => Burst(load.Value / replica.Strategy.Data),
            _ => Closed(double.PositiveInfinity),
        };

    // Sequences of one pass: pipeline stages work on different ones, attention replicas on their own.
    private double PerPass(double running) => Math.Max(1, running / replica.Strategy.Pipeline / ways);

    private double Step(double running) => replica.Generate(PerPass(running), context);

    /// <summary>Prompts that a step takes at most beside those that run.</summary>
    private double Together(double running) => limits.Prompts(PerPass(running), input - shared);

    /// <summary>
    /// Seconds that one request's prompt takes of the steps of <paramref name="running"/> others; prompts join in groups as large as come
    /// in one step and fit.
    /// </summary>
    private double Prompt(double running)
    {
        var together = Joining(running);
        return Prompts(PerPass(running), together) / together;
    }

    // Prompts that join in one step.
    private double Joining(double running) => Math.Min(Math.Max(1, PerPass(running) / output), Together(running));

    // Where prompts do not join running steps, generation stands still for a step of their own.
    private double Prompts(double pass, double together)
    {
        var work = PromptWork.Of(together, input - shared, shared);
        return limits.Batching == BatchingPolicy.Mixed ? replica.Joining(pass, work) : replica.Prompt(work);
    }

    private ServingEstimate Closed(double requests)
    {
        var running = Math.Min(requests, admitted);
        var (tpot, cycle, first, entered) = Running(running);
        // Requests and tokens also pass the process between engine and clients; what that takes longer shows before the first token and
        // between tokens alike, but where it is behind when the next prompts come: that is waited for before the first token. Who waits for
        // the process to take in the others has waited for it.
        var slower = Math.Max(0, (running / mostRequests) - cycle);
        var behind = Math.Max(0.5 * slower, Backlog(running));
        tpot = Math.Max(Step(running), tpot + ((slower - behind) / output));
        (cycle, first) = (cycle + slower, first + Math.Max(0, behind - entered));
        var rate = running / cycle;
        // Those that start the run find their places free.
        var waiting = double.IsFinite(requests) ? (1 - queue.Started(PerPass(running))) * (requests - running) / rate : 0;
        if (limits.Reserves)
        {
            return Result(first + waiting, tpot, rate * output, running);
        }

        // Room for the prompt is waited for before the start; room for the output is taken as it grows, and who finds none loses its place
        // and waits then.
        var grown = running < admitted ? 0 : 0.5 * output / (input + (0.5 * output));
        return Result(first + ((1 - grown) * waiting), tpot + (grown * waiting / output), rate * output, running);
    }

    /// <summary>
    /// Time per token, from start to end, and to the first token with so many running. The prompts of others are waited for either before
    /// one's own or between one's tokens.
    /// </summary>
    private (double Next, double Cycle, double First, double Entered) Running(double running)
    {
        var (step, prompt, worked) = (Step(running), Prompt(running), 1 - repeated);
        var others = running > ways ? PerPass(running - ways) * prompt : 0;
        var own =
            (worked * replica.Prompt(1, input - shared, shared))
            + (limits.Batching == BatchingPolicy.Mixed ? Math.Max(0, step - replica.Generate(1, context)) : 0);
        // The process to the clients takes in one request after the other while the engine works on those before; prompts that repeat pass
        // it, too.
        var entering = admission * ways * replica.Strategy.Pipeline;
        var (pass, started) = (PerPass(running), queue.Started(PerPass(running)));
        var (atStart, later) = (queue.AtStart(pass, prompt > entering ? Together(running) : 1), queue.Later(pass, output));
        var met = (started * atStart) + ((1 - started) * later);
        var before = met * ((worked * Math.Max(prompt, entering)) + (repeated * entering));
        var between = others > 0 ? worked * others * Math.Max(0, 1 - (met * prompt / others)) : 0;
        var cycle = (output * step) + (worked * PerPass(running) * prompt);
        var first = engine.RequestHost.TotalSeconds + admission + (0.5 * step) + own + before + KeptBack(running, step, prompt, cycle);
        return (step + (between / output), cycle, first, Math.Max(0, before - (met * worked * prompt)));
    }

    /// <summary>
    /// Seconds that the process between engine and clients is behind when the prompts of the next requests come: while no prompt joins, the
    /// engine makes tokens faster than in the mean.
    /// </summary>
    private double Backlog(double running)
    {
        var joined = limits.Batching == BatchingPolicy.Mixed ? PerPass(running) / Joining(running) : 0;
        return Math.Max(0, output - joined) * Math.Max(0, (running * engine.TokenHost.TotalSeconds) - Step(running));
    }

    /// <summary>
    /// Seconds for which the server keeps a prompt back so that more come together: the first of them for all the steps, those that come
    /// meanwhile for what is left, and each until all are worked on.
    /// </summary>
    private double KeptBack(double running, double step, double prompt, double cycle)
    {
        if (waitSteps <= 0)
        {
            return 0;
        }

        var (kept, started) = (waitSteps * step, running * input >= waitTokens ? queue.Started(PerPass(running)) : 0);
        var meanwhile = running / cycle * kept;
        return (1 - started) * ((kept * (1 + (0.5 * meanwhile)) / (1 + meanwhile)) + (meanwhile * prompt));
    }

    private ServingEstimate Open(double rate, double requests)
    {
        var most = requests > 0 ? Math.Min(admitted, requests) : admitted;
        var service = Math.Min(most / Running(most).Cycle, mostRequests);
        var (running, tpot, prompt) = rate < service ? Steady(rate, most) : (most, Running(most).Next, (1 - repeated) * Prompt(most));
        var utilisation = Math.Min(HeaviestTraffic, Math.Min(rate, service) * prompt);
        // Pollaczek-Khinchine with constant prompt time; beyond capacity the queue grows over the run.
        var wait = utilisation * prompt / (2 * (1 - utilisation));
        // Where all requests fit, none waits but for prompts, each of which comes with steps of those that run already.
        var admitting =
            requests > 0 && requests <= admitted ? Math.Min(mostRequests, 1 / (prompt + (Step(running) / Together(running)))) : service;
        var overload = rate > admitting && requests > 0 ? requests / 2 * ((1 / admitting) - (1 / rate)) : 0;
        var first = Running(running).First + wait + overload;
        var total = requests > 0 ? (requests / Math.Min(rate, service)) + Running(running).First + (output * tpot) : 0;
        return Result(first, tpot, requests > 0 ? requests * output / total : Math.Min(rate, service) * output, running);
    }

    /// <summary>
    /// Little's law: as many run as arrive while one does. Of the time, prompts take what they take; the steps share the rest.
    /// </summary>
    private (double Running, double Next, double Prompt) Steady(double rate, double most)
    {
        var running = 1.0;
        double tpot = 0,
            prompt = 0;
        for (var round = 0; round < Halvings; round++)
        {
            prompt = (1 - repeated) * Prompt(running);
            tpot = Step(running) * (1 + (rate * prompt / Math.Max(LeastFree, 1 - (rate * prompt))));
            running = 0.5 * (running + Math.Clamp(rate * output * tpot, 1, most));
        }

        return (running, tpot, prompt);
    }

    /// <summary>A run of arrivals over a while is no worse for a request than the same requests all at once.</summary>
    private ServingEstimate Spread(double rate, double requests)
    {
        var (spread, atOnce) = (Open(rate, requests), Burst(requests));
        var first = Math.Min(spread.TimeToFirstToken.TotalSeconds, atOnce.TimeToFirstToken.TotalSeconds);
        var tpot = Math.Min(spread.TimePerOutputToken.TotalSeconds, atOnce.TimePerOutputToken.TotalSeconds);
        var arriving = requests / rate;
        return Result(
            first,
            tpot,
            requests
                * output
                / Math.Max(arriving + first + (output * tpot), requests * output / atOnce.OutputTokensPerSecond * replica.Strategy.Data),
            spread.Running
        );
    }

    /// <summary>All prompts first, as many as memory admits; then waves.</summary>
    private ServingEstimate Burst(double requests)
    {
        var running = Math.Min(requests, admitted);
        var together = Math.Min(requests, Math.Floor(limits.Prompts(0, input - shared)));
        // Each step of prompts also serves those that run already: half of all in the mean.
        var beside = limits.Batching == BatchingPolicy.Mixed ? Step(running / 2) : 0;
        var prompt = (Prompts(PerPass(running / 2), together) + beside) / together;
        var waves = requests / running;
        var wave = Math.Max((running * prompt) + (output * Step(running)) - (running / together * beside), running / mostRequests);
        var first = engine.RequestHost.TotalSeconds + (0.5 * running * prompt) + (0.5 * (waves - 1) * wave);
        var tpot = Step(running) + (0.5 * running * prompt / output);
        return Result(first, tpot, requests * output / (waves * wave), running);
    }

    private ServingEstimate Result(double first, double tpot, double rate, double running) =>
        new()
        {
            TimeToFirstToken = Duration.FromSeconds(first),
            TimePerOutputToken = Duration.FromSeconds(tpot),
            EndToEnd = Duration.FromSeconds(first + ((output - 1) * tpot)),
            OutputTokensPerSecond = replica.Strategy.Data * rate,
            Running = running,
            Admitted = admitted,
            Cache = Bytes.FromBytes(
                Math.Max(
                    replica.CacheOf(running / ways, input + (limits.CacheReserve * output), shared),
                    replica.CacheOf(1, input + output, shared)
                )
            ),
        };
}
