using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Strategies;
using LlmCostSim.Training;

namespace LlmCostSim.Planning;

/// <summary>
/// Writes down the legal layouts of a search in a fixed order: cluster with its number formats, optimizer and offload, tensor, sequence
/// parallelism, context, expert, micro-batch, pipeline. Recomputation, sharding and schedule follow within each.
/// </summary>
internal sealed class PlanEnumeration
{
    private const int MostVirtualStages = 8;
    private readonly PlanRequest request;
    private readonly ModelSpec model;
    private readonly PlanSpace space;
    private readonly List<PlanItem> items = [];
    private readonly List<PlanLayout> several = [];
    private readonly List<PlanLayout> single = [];
    private readonly Dictionary<int, PipelineOrder[]> orders = [];
    private readonly RuleCounts illegal = new();

    private PlanEnumeration(PlanRequest request) => (this.request, model, space) = (request, request.Scenario.Model, request.Space);

    /// <summary>How many plans.</summary>
    public long Plans { get; private set; }

    public IReadOnlyList<PlanItem> Items => items;

    public IReadOnlyList<(string Reason, long Layouts)> Illegal => illegal.All;

    public static PlanEnumeration Of(PlanRequest request, PlanTask[] tasks)
    {
        var enumeration = new PlanEnumeration(request);
        for (var task = 0; task < tasks.Length; task++)
        {
            enumeration.AddTask(task, tasks[task].Scenario.Cluster, tasks[task].Scenario.Strategy);
        }

        return enumeration;
    }

    private void AddTask(int task, Cluster cluster, TrainingStrategy own)
    {
        foreach (var tensor in Choices(space.Tensor, Divisors(cluster.Count, cluster.PerNode), cluster.Count))
        {
            foreach (
                var sequence in space.SequenceParallel.Count > 0 ? space.SequenceParallel
                : tensor > 1 ? [false, true]
                : [false]
            )
            {
                foreach (
                    var context in Choices(
                        space.Context,
                        Divisors(cluster.Count / tensor, request.Scenario.Workload.SequenceLength),
                        cluster.Count / tensor
                    )
                )
                {
                    foreach (
                        var expert in space.Expert.Count > 0 ? space.Expert : Divisors(model.Mixture?.Experts ?? 1, cluster.Count / tensor)
                    )
                    {
                        AddMicroBatches(
                            task,
                            cluster,
                            own with
                            {
                                Layout = own.Layout with
                                {
                                    Tensor = tensor,
                                    SequenceParallel = sequence,
                                    Context = context,
                                    Expert = expert,
                                },
                            }
                        );
                    }
                }
            }
        }
    }

    private void AddMicroBatches(int task, Cluster cluster, in TrainingStrategy own)
    {
        var layout = own.Layout;
        var rest = cluster.Count / (layout.Tensor * layout.Context);
        int[] pipelines = [.. Choices(space.Pipeline, Divisors(rest, model.Layers), rest)];
        foreach (var microBatch in space.MicroBatch)
        {
            several.Clear();
            single.Clear();
            foreach (var pipeline in pipelines)
            {
                var data = rest / pipeline;
                if (space.Data.Count > 0 && !space.Data.Contains(data))
                {
                    continue;
                }

                var strategy = own with
                {
                    MicroBatch = microBatch,
                    Layout = layout with { Pipeline = pipeline, Data = data, VirtualStages = 1 },
                };
                if (Legal(cluster, strategy) && OrdersOf(pipeline) is { Length: > 0 } possible)
                {
                    (pipeline == 1 ? single : several).Add(new PlanLayout(pipeline, data, possible));
                }
            }

            var first = own with { MicroBatch = microBatch, Layout = layout };
            AddItem(task, first, single);
            AddItem(task, first, several);
        }
    }

    private void AddItem(int task, in TrainingStrategy strategy, List<PlanLayout> layouts)
    {
        if (layouts.Count > 0)
        {
            var plans = layouts.Sum(static l => (long)l.Orders.Length) * space.Recompute.Count * space.Sharding.Count;
            items.Add(new PlanItem(task, strategy, Plans, plans, [.. layouts]));
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

        illegal.Add(reasons[0]);
        return false;
    }

    private PipelineOrder[] OrdersOf(int pipeline)
    {
        if (!orders.TryGetValue(pipeline, out var known))
        {
            orders[pipeline] = known = [.. Orders(pipeline).OrderBy(static o => o.Schedule == PipelineSchedule.DualPipe)];
        }

        return known;
    }

    private IEnumerable<PipelineOrder> Orders(int pipeline)
    {
        if (pipeline == 1)
        {
            // Without stages all schedules are one.
            var plain = space.Schedule.Contains(PipelineSchedule.OneForwardOneBackward)
                ? PipelineSchedule.OneForwardOneBackward
                : space.Schedule[0];
            return space.VirtualStages.Count == 0 || space.VirtualStages.Contains(1) ? [new PipelineOrder(plain, 1)] : [];
        }

        return space.Schedule.SelectMany(schedule =>
            schedule == PipelineSchedule.Interleaved ? Chunks(pipeline).Select(v => new PipelineOrder(schedule, v))
            : schedule == PipelineSchedule.DualPipe && pipeline % 2 != 0 ? []
            : space.VirtualStages.Count == 0 || space.VirtualStages.Contains(1) ? [new PipelineOrder(schedule, 1)]
            : Enumerable.Empty<PipelineOrder>()
        );
    }

    private IEnumerable<int> Chunks(int pipeline)
    {
        var layers = model.Layers;
        if (space.VirtualStages.Count > 0)
        {
            // Interleaving with one chunk is 1F1B.
            return space.VirtualStages.Where(v =>
                (long)v * pipeline <= layers && (v > 1 || space.Schedule is [PipelineSchedule.Interleaved])
            );
        }

        return layers % pipeline == 0 ? Enumerable.Range(2, MostVirtualStages - 1).Where(v => layers / pipeline % v == 0) : [];
    }

    private static IEnumerable<int> Choices(IReadOnlyList<int> given, IEnumerable<int> standard, int whole) =>
        given.Count > 0 ? given.Where(value => whole % value == 0) : standard;

    /// <summary>The divisors of a number that are not above another, the smallest first; 1 at least.</summary>
    internal static IReadOnlyList<int> Divisors(int whole, int most)
    {
        var (small, large) = (new List<int>(), new List<int>());
        for (var divisor = 1; (long)divisor * divisor <= whole && (divisor <= most || divisor == 1); divisor++)
        {
            if (whole % divisor == 0)
            {
                small.Add(divisor);
                if (whole / divisor > divisor && whole / divisor <= most)
                {
                    large.Add(whole / divisor);
                }
            }
        }

        large.Reverse();
        return [.. small, .. large];
    }
}
