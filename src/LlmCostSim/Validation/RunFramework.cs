using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Strategies;

namespace LlmCostSim.Validation;

/// <summary>Which framework and cluster trained the models of a published run.</summary>
/// <param name="Contains">Text in the source, notes or model id of such rows.</param>
/// <param name="Stack">Id of the software stack.</param>
/// <param name="Unfused">Whether attention was not fused: code from before FlashAttention (Dao et al., May 2022).</param>
/// <param name="Dropout">Dropout that it trained with.</param>
/// <param name="Cluster">Id of the cluster; empty: not known.</param>
internal sealed record RunFramework(string Contains, string Stack, bool Unfused, double Dropout, string Cluster)
{
    /// <summary>
    /// Whether tensor parallelism divides the sequence, too, where a row does not say; <see langword="null"/>: not known.
    /// </summary>
    public bool? SequenceParallel { get; init; }

    /// <summary>Whether gradients are accumulated and reduced in 16 bits.</summary>
    public bool ShortGradients { get; init; }

    /// <summary>
    /// Tensor- and expert-parallel ranks and sequences of a batch where a row does not say; <see langword="null"/>: not known.
    /// </summary>
    public int? Tensor { get; init; }

    /// <inheritdoc cref="Tensor"/>
    public int? Expert { get; init; }

    /// <inheritdoc cref="Tensor"/>
    public int? GlobalBatch { get; init; }

    /// <summary>The pipeline's schedule; <see langword="null"/>: 1F1B, interleaved where that fits.</summary>
    public PipelineSchedule? Schedule { get; init; }

    /// <summary>Whether its FLOP rates count a causal triangle once; most papers count the square.</summary>
    public bool CausalOnce { get; init; }

    /// <summary>Whether published hours are tokens over a measured rate, and so contain no failures.</summary>
    public bool HoursFromThroughput { get; init; }

    /// <summary>How context ranks exchange keys and values.</summary>
    public ContextParallelKind ContextKind { get; init; }

    /// <summary>All that are known; the first that applies is taken.</summary>
    public static IReadOnlyList<RunFramework> All { get; } =
        EmbeddedData.Read(
            "Validation/Data/frameworks.json",
            facts =>
            {
                _ = facts.Text("note");
                return facts.List(
                    "runs",
                    item =>
                    {
                        _ = item.Text("origin");
                        return new RunFramework(
                            item.Text("contains"),
                            item.Text("stack"),
                            item.Flag("unfusedAttention"),
                            item.OptionalNumber("dropout") ?? 0,
                            item.OptionalText("cluster") ?? ""
                        )
                        {
                            SequenceParallel = item.Has("sequenceParallel") ? item.Flag("sequenceParallel") : null,
                            ShortGradients = item.OptionalText("mainGradients") == "bf16",
                            Tensor = item.OptionalInteger("tensor"),
                            Expert = item.OptionalInteger("expert"),
                            GlobalBatch = item.OptionalInteger("globalBatch"),
                            Schedule = item.Has("schedule") ? item.Choice<PipelineSchedule>("schedule") : null,
                            CausalOnce = item.Flag("causalOnce"),
                            HoursFromThroughput = item.Flag("hoursFromThroughput"),
                            ContextKind =
                                item.OptionalText("contextKind") == "all-gather" ? ContextParallelKind.AllGather : ContextParallelKind.Ring,
                        };
                    }
                );
            }
        );

    /// <summary>
    /// The accelerators with the network of the framework's cluster, as far as that is known: what its nodes have, and what was measured of
    /// it.
    /// </summary>
    /// <param name="framework">The framework, if known.</param>
    /// <param name="accelerator">The accelerator, a fact of the row.</param>
    /// <param name="count">How many.</param>
    public static Cluster ClusterOf(RunFramework? framework, Accelerator accelerator, int count)
    {
        return framework is { Cluster.Length: > 0 } && ClusterCatalog.Default.Find(framework.Cluster) is { } known && count >= known.PerNode
            ? known.ToCluster(accelerator, count)
            : Hardware.Cluster.Create(accelerator, count, Math.Min(count, accelerator.PerNode));
    }

    /// <summary>What is known of a row's framework, or <see langword="null"/>.</summary>
    public static RunFramework? Of(MeasuredRow row)
    {
        var text = $"{row.Text("source")} {row.Text("notes")} {row.Text("model_id")} {row.Text("model")}";
        return All.FirstOrDefault(known => text.Contains(known.Contains, StringComparison.OrdinalIgnoreCase));
    }
}
