using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Planning;

/// <summary>Writes down the legal layouts of a search in a fixed order: cluster, tensor, sequence parallelism, context, expert, micro-batch, pipeline. Recomputation, sharding and schedule follow within each.</summary>
internal sealed class PlanEnumeration
{
    private const int MostVirtualStages = 8;
    private readonly PlanRequest request;
    private readonly ModelSpec model;
    private readonly PlanSpace space;
    private readonly List<PlanItem> items = [];
    private readonly List<PlanLayout> several = [];
    private readonly List<PlanLayout> single = [];
    private readonly Dictionary<int, (PipelineSchedule, int)[]> schedules = [];
    private readonly SortedDictionary<string, long> illegal = new(StringComparer.Ordinal);

    private PlanEnumeration(PlanRequest request) => (this.request, model, space) = (request, request.Scenario.Model, request.Space);

    /// <summary>How many plans.</summary>
    public long Plans { get; private set; }

    public IReadOnlyList<PlanItem> Items => items;

    public IReadOnlyList<(string Reason, long Layouts)> Illegal => [.. illegal.Select(static pair => (pair.Key, pair.Value))];

    public static PlanEnumeration Of(PlanRequest request)
    {
        var enumeration = new PlanEnumeration(request);
        for (var cluster = 0; cluster < request.Clusters.Count; cluster++)
        {
            enumeration.AddCluster(cluster);
        }

        return enumeration;
    }

    private void AddCluster(int index)
    {
        var cluster = request.Clusters[index];
        foreach (var tensor in Choices(space.Tensor, Divisors(cluster.Count, cluster.PerNode), cluster.Count))
        {
            foreach (var sequence in space.SequenceParallel.Count > 0 ? space.SequenceParallel : tensor > 1 ? [false, true] : [false])
            {
                foreach (var context in Choices(space.Context, Divisors(cluster.Count / tensor, request.Scenario.Workload.SequenceLength), cluster.Count / tensor))
                {
                    foreach (var expert in space.Expert.Count > 0 ? space.Expert : Divisors(model.Mixture?.Experts ?? 1, cluster.Count / tensor))
                    {
                        AddMicroBatches(index, cluster, request.Scenario.Strategy.Layout with { Tensor = tensor, SequenceParallel = sequence, Context = context, Expert = expert });
                    }
                }
            }
        }
    }

    private void AddMicroBatches(int index, Cluster cluster, in ParallelLayout layout)
    {
        var rest = cluster.Count / (layout.Tensor * layout.Context);
        foreach (var microBatch in space.MicroBatch)
        {
            several.Clear();
            single.Clear();
            foreach (var pipeline in Choices(space.Pipeline, Divisors(rest, model.Layers + model.EncoderLayers), rest))
            {
                var data = rest / pipeline;
                if (space.Data.Count > 0 && !space.Data.Contains(data))
                {
                    continue;
                }

                var strategy = request.Scenario.Strategy with { MicroBatch = microBatch, Layout = layout with { Pipeline = pipeline, Data = data, VirtualStages = 1 } };
                if (Legal(cluster, strategy) && SchedulesOf(pipeline) is { Length: > 0 } orders)
                {
                    (pipeline == 1 ? single : several).Add(new PlanLayout(pipeline, data, orders));
                }
            }

            var first = request.Scenario.Strategy with { MicroBatch = microBatch, Layout = layout };
            AddItem(index, first, single);
            AddItem(index, first, several);
        }
    }

    private void AddItem(int cluster, in TrainingStrategy strategy, List<PlanLayout> layouts)
    {
        if (layouts.Count > 0)
        {
            var plans = layouts.Sum(static l => (long)l.Schedules.Length) * space.Recompute.Count * space.Sharding.Count;
            items.Add(new PlanItem(cluster, strategy, Plans, plans, [.. layouts]));
            Plans += plans;
        }
    }

    private bool Legal(Cluster cluster, in TrainingStrategy strategy)
    {
        var reasons = PlanRules.Check(model, cluster, strategy, request.Scenario.Workload);
        if (reasons.Count == 0)
        {
            return true;
        }

        // Numbers differ from layout to layout; what is counted is the rule.
        var rule = string.Concat(reasons[0].Where(static c => !char.IsAsciiDigit(c))).Replace("  ", " ", StringComparison.Ordinal);
        illegal[rule] = illegal.GetValueOrDefault(rule) + 1;
        return false;
    }

    private (PipelineSchedule Schedule, int VirtualStages)[] SchedulesOf(int pipeline)
    {
        if (!schedules.TryGetValue(pipeline, out var known))
        {
            schedules[pipeline] = known = [.. Schedules(pipeline).OrderBy(static s => s.Schedule == PipelineSchedule.DualPipe)];
        }

        return known;
    }

    private IEnumerable<(PipelineSchedule Schedule, int VirtualStages)> Schedules(int pipeline)
    {
        if (pipeline == 1)
        {
            // Without stages all schedules are one.
            var plain = space.Schedule.Contains(PipelineSchedule.OneForwardOneBackward) ? PipelineSchedule.OneForwardOneBackward : space.Schedule[0];
            return space.VirtualStages.Count == 0 || space.VirtualStages.Contains(1) ? [(plain, 1)] : [];
        }

        return space.Schedule.SelectMany(schedule => schedule == PipelineSchedule.Interleaved ? Chunks(pipeline).Select(v => (schedule, v))
            : schedule == PipelineSchedule.DualPipe && pipeline % 2 != 0 ? []
            : space.VirtualStages.Count == 0 || space.VirtualStages.Contains(1) ? [(schedule, 1)]
            : Enumerable.Empty<(PipelineSchedule, int)>());
    }

    private IEnumerable<int> Chunks(int pipeline)
    {
        var layers = model.Layers + model.EncoderLayers;
        if (space.VirtualStages.Count > 0)
        {
            // Interleaving with one chunk is 1F1B.
            return space.VirtualStages.Where(v => (long)v * pipeline <= layers && (v > 1 || space.Schedule is [PipelineSchedule.Interleaved]));
        }

        return layers % pipeline == 0 ? Enumerable.Range(2, MostVirtualStages - 1).Where(v => layers / pipeline % v == 0) : [];
    }

    private static IEnumerable<int> Choices(IReadOnlyList<int> given, IEnumerable<int> standard, int whole) => given.Count > 0 ? given.Where(value => whole % value == 0) : standard;

    private static IEnumerable<int> Divisors(int whole, int most) => Enumerable.Range(1, Math.Max(1, Math.Min(whole, most))).Where(divisor => whole % divisor == 0);
}
