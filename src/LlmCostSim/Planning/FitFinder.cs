using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>
/// Finds what fits an accelerator: per method the largest model, and with it the longest sequence, the largest batch and adapter rank and
/// the time of an epoch.
/// </summary>
public static class FitFinder
{
    private const int MostBatch = 4096;
    private const int MostRank = 1024;

    // Where a model states no longest sequence: four million tokens.
    private const int LongestSequence = 1 << 22;

    /// <summary>One row per method.</summary>
    /// <param name="request">What to ask.</param>
    public static IReadOnlyList<FitRow> Find(FitRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Count, 1);
        ModelSpec[] models = [.. request.Models.OrderByDescending(ParameterCount.Total).ThenBy(static m => m.Id, StringComparer.Ordinal)];
        var cluster = Cluster.Create(request.Accelerator, request.Count);
        return [.. FitMethod.All(request.Rank).Select(method => Row(request, method, models, cluster))];
    }

    private static FitRow Row(FitRequest request, FitMethod method, ModelSpec[] models, Cluster cluster)
    {
        foreach (var model in models)
        {
            var probe = new FitProbe(model, cluster, method, request);
            if (
                (model.MaxSequence == 0 || model.MaxSequence >= request.SequenceLength)
                && probe.Fits(request.SequenceLength, 1, request.Rank)
            )
            {
                return Fill(probe, request, method, model);
            }
        }

        var smallest =
            models.Length > 0 ? new FitProbe(models[^1], cluster, method, request).Needs(request.SequenceLength, 1, request.Rank) : default;
        return new FitRow
        {
            Method = method.Name,
            Model = "",
            Needs = smallest,
            Has = request.Accelerator.UsableMemory,
        };
    }

    private static FitRow Fill(FitProbe probe, FitRequest request, FitMethod method, ModelSpec model)
    {
        var context = model.MaxSequence > 0 ? model.MaxSequence : int.MaxValue;
        var batch = Largest(1, MostBatch, b => probe.Fits(request.SequenceLength, b, request.Rank));
        var (epoch, speed) = probe.Speed(batch);
        return new FitRow
        {
            Method = method.Name,
            Model = model.Id,
            Parameters = ParameterCount.Total(model),
            Needs = probe.Needs(request.SequenceLength, 1, request.Rank),
            Has = request.Accelerator.UsableMemory,
            LongestSequence = Largest(1, Math.Min(context, LongestSequence), s => probe.Fits(s, 1, request.Rank)),
            LargestBatch = batch,
            LargestRank = method.Adapter.Kind == AdapterKind.None ? 0 : PowerOfTwo(r => probe.Fits(request.SequenceLength, 1, r)),
            Epoch = epoch,
            TokensPerSecond = speed,
        };
    }

    /// <summary>The largest number that fits, by bisection: memory never falls with batch or length.</summary>
    private static int Largest(int low, int high, Func<int, bool> fits)
    {
        if (!fits(low))
        {
            return 0;
        }

        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            (low, high) = fits(middle) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private static int PowerOfTwo(Func<int, bool> fits)
    {
        var rank = 1;
        while (rank < MostRank && fits(rank * 2))
        {
            rank *= 2;
        }

        return fits(rank) ? rank : 0;
    }
}
