namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// What all cores bring over one: for a search, and for a loop that does nothing but arithmetic, which shows what the machine has to give
/// at the moment.
/// </summary>
/// <param name="Cores">Threads of both.</param>
/// <param name="Plans">Plans per second on all cores over those on one.</param>
/// <param name="Loop">The same of the loop.</param>
internal readonly record struct Scaling(int Cores, double Plans, double Loop)
{
    private const double SliceSeconds = 0.02;
    private const int Rounds = 15;

    /// <summary>Measures both in turns, so that what else the machine does hits them alike, and takes the best slice of each.</summary>
    public static Scaling Measure()
    {
        var cores = Environment.ProcessorCount;
        Func<long>[] works = [Throughput.Plans(1), Throughput.Plans(cores), Arithmetic(1), Arithmetic(cores)];
        var best = new double[works.Length];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                best[i] = Math.Max(best[i], Throughput.Slice(works[i], SliceSeconds));
            }
        }

        return new Scaling(cores, best[1] / best[0], best[3] / best[2]);
    }

    private static Func<long> Arithmetic(int threads) =>
        () =>
        {
            const int Steps = 2_000_000;
            Parallel.For(
                0,
                threads,
                new ParallelOptions { MaxDegreeOfParallelism = threads },
                static _ =>
                {
                    var x = 1.0;
                    for (var i = 0; i < Steps; i++)
                    {
                        x = (x * 0.999999) + 1e-6;
                    }

                    GC.KeepAlive(x); // or the loop is left out
                }
            );
            return (long)threads * Steps;
        };
}
