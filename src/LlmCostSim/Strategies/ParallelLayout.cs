namespace LlmCostSim.Strategies;

/// <summary>
/// How the ranks of a job divide the model and the batch: tensor · pipeline · context · data ranks in all. Expert ranks are taken from data
/// · context.
/// </summary>
public readonly record struct ParallelLayout
{
    /// <summary>One rank that holds everything.</summary>
    public ParallelLayout() { }

    /// <summary>Tensor-parallel ranks (Shoeybi et al. 2019); 1 by default.</summary>
    public int Tensor { get; init; } = 1;

    /// <summary>
    /// Whether the activations outside the tensor-parallel blocks are divided along the sequence (Korthikanti et al. 2022); not by default.
    /// </summary>
    public bool SequenceParallel { get; init; }

    /// <summary>Pipeline stages; 1 by default.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Model chunks per pipeline rank of the interleaved schedule; 1 by default.</summary>
    public int VirtualStages { get; init; } = 1;

    /// <summary>Replicas of the model; 1 by default.</summary>
    public int Data { get; init; } = 1;

    /// <summary>Ranks that divide one sequence; 1 by default.</summary>
    public int Context { get; init; } = 1;

    /// <summary>How those ranks exchange keys and values; ring attention by default.</summary>
    public ContextParallelKind ContextKind { get; init; }

    /// <summary>
    /// Ranks over which the experts of a layer are divided, taken from tensor ranks where <see cref="ExpertTensor"/> leaves any, then from
    /// context and data ranks; 1 by default.
    /// </summary>
    public int Expert { get; init; } = 1;

    /// <summary>
    /// Tensor-parallel ranks within one expert, a divisor of <see cref="Tensor"/>; 0 (the default): as <see cref="Tensor"/>. Where they are
    /// fewer, each group of them holds its experts whole and takes its own share of the tokens.
    /// </summary>
    public int ExpertTensor { get; init; }

    /// <summary>
    /// Tokens that the busiest rank's experts take over the mean of all, 1 (the default: balanced) or more. The others wait for it, so time
    /// and memory are its own; FLOPs are not more.
    /// </summary>
    public double ExpertImbalance { get; init; } = 1;

    /// <summary>Order in which ranks lie on the nodes; pipeline outermost by default.</summary>
    public RankOrder Order { get; init; }

    /// <summary>Ranks between a rank and the next of its data-parallel group.</summary>
    internal int DataStride => Tensor * Context * (StagesInside ? Pipeline : 1);

    /// <summary>Ranks between a rank and the same one of the next stage.</summary>
    internal int PipelineStride => Tensor * Context * (StagesInside ? 1 : Data);

    /// <summary>Whether a replica's stages lie together: there are several, and the order says so.</summary>
    internal bool StagesInside => Order == RankOrder.PipelineInsideData && Pipeline > 1;

    /// <summary>Tensor-parallel ranks within one expert.</summary>
    internal int RanksPerExpert => ExpertTensor == 0 ? Tensor : ExpertTensor;

    /// <summary>Places for experts among the tensor ranks: 1 where an expert is divided over all of them.</summary>
    internal int ExpertPlaces => ExpertTensor == 0 ? 1 : Math.Max(1, Tensor / ExpertTensor);

    /// <summary>Places for experts in a pipeline stage, which <see cref="Expert"/> divides: what it leaves are copies.</summary>
    internal long ExpertPlacesInStage => (long)Data * Context * ExpertPlaces;

    /// <summary>Ranks of a node, of so many, that hold the same part of the model: those of data and context parallelism.</summary>
    internal int ReplicasInNode(int perNode) =>
        StagesInside
            ? Math.Clamp(perNode / Tensor, 1, Context) * Math.Clamp(perNode / DataStride, 1, Data)
            : Math.Clamp(perNode / Tensor, 1, Data * Context);

    /// <summary>Ranks in all.</summary>
    public long Ranks => (long)Tensor * Pipeline * Context * Data;
}
