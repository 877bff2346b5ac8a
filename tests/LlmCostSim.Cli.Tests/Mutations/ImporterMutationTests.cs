using System.Diagnostics;
using System.Globalization;
using LlmCostSim.Input;
using Xunit.Abstractions;

namespace LlmCostSim.Cli.Tests.Mutations;

/// <summary>
/// Files with bytes changed at random never crash a reader, never hang it and never make it fill the memory. <c>LLMCOSTSIM_MUTATIONS</c>
/// says how many over all kinds (3,600 by default), <c>LLMCOSTSIM_MUTATION_SEED</c> where they begin.
/// </summary>
public sealed class ImporterMutationTests(ITestOutputHelper output)
{
    private const int Usual = 3600;
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Kinds => [.. MutationTarget.All.Select(static t => t.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Read_MutatedBytes_NeitherCrashesNorHangsNorFillsTheMemory(string kind)
    {
        var target = MutationTarget.All.Single(t => t.Name == kind);
        var count = (int)
            Math.Min(int.MaxValue, (Setting("LLMCOSTSIM_MUTATIONS", Usual) + MutationTarget.All.Count - 1) / MutationTarget.All.Count);
        var run = new Run(target, count, (int)Setting("LLMCOSTSIM_MUTATION_SEED", 1));
        var thread = new Thread(run.All, 1 << 20);
        thread.IsBackground = true;
        thread.Start();
        var seen = -1;
        while (!thread.Join(Hang))
        {
            Assert.True(run.Current != seen, $"no end within {Hang.TotalSeconds} s: {run.Describe()}");
            seen = run.Current;
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{kind}: {count} inputs, {run.Refused} refused by an exception for bad input, slowest {run.Slowest.TotalMilliseconds:F0} ms, most allocated for one {run.MostAllocated / 1048576.0:F1} MiB, peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"
            )
        );
        Assert.True(run.Failure is null, run.Failure);
        Assert.InRange(run.MostAllocated, 0, MostBytes);
    }

    private static long Setting(string name, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : usual;

    private sealed class Run(MutationTarget target, int count, int seed)
    {
        private byte[] input = [];

        public int Current { get; private set; }

        public long Refused { get; private set; }

        public long MostAllocated { get; private set; }

        public TimeSpan Slowest { get; private set; }

        public string? Failure { get; private set; }

        public void All()
        {
            for (; Current < count && Failure is null; Current++)
            {
                var random = new Random(HashCode(seed, Current));
                input = Mutator.Mutate(
                    target.Seeds[random.Next(target.Seeds.Length)],
                    target.Seeds[random.Next(target.Seeds.Length)],
                    random
                );
                One();
            }
        }

        public string Describe() =>
            $"{target.Name}, input {Current} of seed {seed}, base64 {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 6000)))}";

        private void One()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            try
            {
                target.Read(input);
            }
            catch (InvalidInputException)
            {
                Refused++;
            }
            catch (Exception exception)
            {
                Failure = $"{exception}\n{Describe()}";
            }

            var taken = Stopwatch.GetElapsedTime(start);
            Slowest = taken > Slowest ? taken : Slowest;
            MostAllocated = Math.Max(MostAllocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) + number);
    }
}
