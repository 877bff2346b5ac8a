namespace LlmCostSim.Tests;

/// <summary>What the calling thread allocates on the managed heap: exact to the byte, whatever other threads do.</summary>
internal static class Allocations
{
    private const int Rounds = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Bytes that one run allocates.</summary>
    public static long Of(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>
    /// Fails where each of twenty runs allocates. What is made once, and what code makes that the compiler has not come to yet (on a busy
    /// machine it is late), is in the first runs only; a single allocation per call is in every one.
    /// </summary>
    public static void None(Action work)
    {
        var least = Of(work);
        for (var round = 1; least > 0 && round < Rounds; round++)
        {
            Thread.Sleep(Pause);
            least = Math.Min(least, Of(work));
        }

        Assert.Equal(0, least);
    }
}
