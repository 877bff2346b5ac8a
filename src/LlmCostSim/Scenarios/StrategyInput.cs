using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Strategies;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Reads the <c>strategy</c> of a training scenario.</summary>
internal static class StrategyInput
{
    private const int Most = ClusterInput.MostAccelerators;

    /// <summary>Id of the software stack where neither the scenario nor what it shards or adapts names one.</summary>
    public const string DefaultFramework = "megatron";

    /// <summary>Reads and closes the object; an absent one means all defaults.</summary>
    /// <param name="root">The scenario.</param>
    /// <param name="cluster">The cluster, or <see langword="null"/> where it could not be read.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    /// <param name="searched">Whether absent ranks are searched for, so that those given need not make up the cluster.</param>
    /// <returns>Strategy and software stack; meaningful only if no problem was noted.</returns>
    public static (TrainingStrategy Strategy, string Framework) Read(
        JsonObjectInput root,
        Cluster? cluster,
        AssumedDefaults defaults,
        bool searched = false
    )
    {
        var input = root.Object("strategy") ?? Empty(root);
        var sharding = Take(input, "sharding", ScenarioNames.Shardings, Sharding.None, defaults);
        var adapter = AdapterInput.Read(input, defaults);
        var layout = ReadLayout(input, cluster, defaults, searched);
        var framework = ReadFramework(input, sharding, adapter.Kind != AdapterKind.None, defaults);
        var strategy = new TrainingStrategy
        {
            Layout = layout,
            Sharding = sharding,
            Adapter = adapter,
            Schedule = ReadSchedule(input, layout, defaults),
            Recompute = ReadRecompute(input, defaults),
            MicroBatch = input.Int("microBatch", 1, 1_000_000) ?? Default(1, "strategy.microBatch", defaults),
            Precision = ReadPrecision(input, framework, defaults),
            Optimizer = Take(input, "optimizer", ScenarioNames.Optimizers, OptimizerKind.AdamW, defaults),
            Attention = Take(input, "attention", ScenarioNames.Attentions, AttentionImplementation.Flash, defaults),
            Offload = OffloadInput.Read(input),
            Dropout = input.Number("dropout", 0, 0.99) ?? 0,
        };
        input.Close();
        return (strategy, framework);
    }

    /// <summary>An object without members, for a strategy that is absent.</summary>
    internal static JsonObjectInput Empty(JsonObjectInput root)
    {
        using var document = System.Text.Json.JsonDocument.Parse("{}");
        return new JsonObjectInput(new JsonInput(document.RootElement.Clone(), root.Problems, root.Value, "strategy", 0));
    }

    private static ParallelLayout ReadLayout(JsonObjectInput input, Cluster? cluster, AssumedDefaults defaults, bool searched)
    {
        var before = input.Problems.Count;
        var tensor = input.Int("tensor", 1, Most) ?? 1;
        var pipeline = input.Int("pipeline", 1, Most) ?? 1;
        var context = input.Int("context", 1, Most) ?? 1;
        var data = input.Int("data", 1, Most);
        var layout = new ParallelLayout
        {
            Tensor = tensor,
            SequenceParallel = input.Bool("sequenceParallel") ?? false,
            Pipeline = pipeline,
            VirtualStages = input.Int("virtualStages", 1, 100_000) ?? 1,
            Context = context,
            ContextKind = input.Choice("contextKind", ScenarioNames.ContextKinds) ?? ContextParallelKind.Ring,
            Order = input.Choice("order", ScenarioNames.RankOrders) ?? RankOrder.DataInsidePipeline,
            Expert = input.Int("expert", 1, Most) ?? 1,
            ExpertTensor = input.Int("expertTensor", 0, Most) ?? 0,
            ExpertImbalance = input.Number("expertImbalance", 1, 1000) ?? 1,
        };
        if (cluster is null || searched || input.Problems.Count != before)
        {
            return layout with { Data = data ?? 1 };
        }

        var model = (double)tensor * pipeline * context;
        if (data is null && cluster.Count % model == 0)
        {
            data = (int)(cluster.Count / model);
            defaults.Note("strategy.data", data.Value, $"from {Counted.Of(cluster.Count, "accelerator")}");
        }

        Check(input, cluster, layout, data, model);
        return layout with { Data = data ?? 1 };
    }

    private static void Check(JsonObjectInput input, Cluster cluster, ParallelLayout layout, int? data, double model)
    {
        if (data is not { } replicas)
        {
            input.Value.Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"tensor {layout.Tensor} · pipeline {layout.Pipeline} · context {layout.Context} = {model} does not divide the {cluster.Count} accelerators of the cluster"
                )
            );
        }
        else if (model * replicas != cluster.Count)
        {
            input.Value.Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"tensor {layout.Tensor} · pipeline {layout.Pipeline} · context {layout.Context} · data {replicas} = {model * replicas}, but the cluster has {cluster.Count} accelerators{(cluster.Count % model == 0 ? "; leave data out to have it follow from them" : "")}"
                )
            );
        }
        else if ((layout with { Data = replicas }).ExpertPlacesInStage is var places && places % layout.Expert != 0)
        {
            input.Value.Problem(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expert {layout.Expert} must divide data {replicas} · context {layout.Context}{(layout.ExpertPlaces > 1 ? $" · tensor {layout.Tensor} / expertTensor {layout.ExpertTensor}" : "")} = {places}"
                )
            );
        }
    }

    private static PipelineSchedule ReadSchedule(JsonObjectInput input, ParallelLayout layout, AssumedDefaults defaults)
    {
        var chunks = layout.VirtualStages > 1;
        var schedule = input.Choice("schedule", ScenarioNames.Schedules);
        if (schedule is null)
        {
            if (layout.Pipeline > 1)
            {
                defaults.Note("strategy.schedule", chunks ? "interleaved" : "1f1b", chunks ? "because of virtualStages" : "");
            }

            return chunks ? PipelineSchedule.Interleaved : PipelineSchedule.OneForwardOneBackward;
        }

        if (chunks && schedule == PipelineSchedule.OneForwardOneBackward)
        {
            defaults.Add(
                new Assumption(
                    "strategy.schedule",
                    "interleaved",
                    "strategy.schedule: 1f1b with several virtualStages is the interleaved schedule"
                )
            );
            return PipelineSchedule.Interleaved;
        }

        if (chunks && schedule != PipelineSchedule.Interleaved)
        {
            defaults.Note("strategy.virtualStages", "of no effect", "only the interleaved schedule has chunks");
        }

        return schedule.Value;
    }

    private static RecomputePolicy ReadRecompute(JsonObjectInput input, AssumedDefaults defaults)
    {
        if (input.Member("recompute") is not { } value)
        {
            defaults.Note("strategy.recompute", "none");
            return default;
        }

        return RecomputeOf(value);
    }

    /// <summary>Reads one recomputation policy: a word, or <c>{ "kind": "full", "layers": 12 }</c>.</summary>
    /// <param name="value">The value.</param>
    internal static RecomputePolicy RecomputeOf(JsonInput value)
    {
        if (value.Kind != System.Text.Json.JsonValueKind.Object)
        {
            return new RecomputePolicy(value.AsChoice(ScenarioNames.Recomputes) ?? RecomputeKind.None);
        }

        var policy = value.AsObject()!;
        var kind = policy.Required("kind")?.AsChoice(ScenarioNames.Recomputes) ?? RecomputeKind.None;
        var layers = policy.Int("layers", 1, 100_000) ?? 0;
        policy.Close();
        return new RecomputePolicy(kind, layers);
    }

    private static Precision ReadPrecision(JsonObjectInput input, string framework, AssumedDefaults defaults)
    {
        var compute = Take(input, "precision", ScenarioNames.Precisions, NumberFormat.Bf16, defaults);
        var recipe = PrecisionRecipe.For(framework, compute);
        var gradients = input.Choice("mainGradients", ScenarioNames.GradientFormats);
        var masters = input.Choice("masterWeights", ScenarioNames.MasterFormats);
        if (gradients is null)
        {
            var single = recipe.MainGradientBytes >= 4;
            defaults.Note("strategy.mainGradients", single ? "fp32" : "16 bits", single ? "" : "as the framework keeps them");
        }

        if (masters is null && compute is not (NumberFormat.Fp32 or NumberFormat.Tf32))
        {
            var kept = recipe.MasterWeightBytes > 0;
            defaults.Note("strategy.masterWeights", kept ? "fp32" : "none", kept ? "" : "as the framework has none");
        }

        return PrecisionOf(recipe, gradients, masters);
    }

    /// <summary>A framework's number formats, with what the author says besides.</summary>
    internal static Precision PrecisionOf(in Precision recipe, double? gradients, double? masters) =>
        recipe with
        {
            MainGradientBytes = gradients ?? recipe.MainGradientBytes,
            ReduceBytes = gradients ?? recipe.ReduceBytes,
            MasterWeightBytes = masters ?? recipe.MasterWeightBytes,
        };

    private static string ReadFramework(JsonObjectInput input, Sharding sharding, bool adapter, AssumedDefaults defaults)
    {
        if (input.Choice("framework", ScenarioNames.TrainingFrameworks) is { } index)
        {
            return ScenarioNames.TrainingFrameworks[index].Name;
        }

        var framework = adapter
            ? "huggingface"
            : sharding switch
            {
                Sharding.FsdpFull or Sharding.FsdpGradOp or Sharding.Hsdp => "fsdp",
                Sharding.Zero2 or Sharding.Zero3 => "deepspeed",
                _ => DefaultFramework,
            };
        defaults.Note("strategy.framework", framework);
        return framework;
    }

    private static T Take<T>(JsonObjectInput input, string name, (string Name, T Value)[] names, T standard, AssumedDefaults defaults)
        where T : struct
    {
        if (input.Member(name) is { } value)
        {
            return value.AsChoice(names) ?? standard;
        }

        defaults.Note($"strategy.{name}", ScenarioNames.Of(names, standard));
        return standard;
    }

    private static int Default(int value, string path, AssumedDefaults defaults)
    {
        defaults.Note(path, value);
        return value;
    }
}
