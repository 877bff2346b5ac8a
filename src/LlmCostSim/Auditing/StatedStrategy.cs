namespace LlmCostSim.Auditing;

/// <summary>Which parts of its strategy a claim states: what it leaves open must not be held against it.</summary>
internal sealed record StatedStrategy
{
    /// <summary>Tensor-parallel ranks; <see langword="null"/> where not stated.</summary>
    public int? Tensor { get; init; }

    /// <summary>Pipeline stages; <see langword="null"/> where not stated.</summary>
    public int? Pipeline { get; init; }

    /// <summary>Replicas; <see langword="null"/> where not stated.</summary>
    public int? Data { get; init; }

    /// <summary>Context-parallel ranks; <see langword="null"/> where not stated.</summary>
    public int? Context { get; init; }

    /// <summary>Whether the sharding of model states is stated.</summary>
    public bool Sharding { get; init; }

    /// <summary>Whether the micro-batch is stated.</summary>
    public bool MicroBatch { get; init; }

    /// <summary>Whether recomputation is stated.</summary>
    public bool Recompute { get; init; }

    /// <summary>Whether the number format is stated.</summary>
    public bool Precision { get; init; }

    /// <summary>Whether the optimizer is stated.</summary>
    public bool Optimizer { get; init; }

    /// <summary>Whether the framework, and with it the precision of master weights and states, is stated.</summary>
    public bool Framework { get; init; }

    /// <summary>Whether an adapter or offload is stated.</summary>
    public bool AdapterOrOffload { get; init; }

    /// <summary>Whether anything of the layout is stated.</summary>
    internal bool Layout => Tensor is not null || Pipeline is not null || Data is not null || Context is not null;

    /// <summary>Whether the division of an expert layer is stated.</summary>
    public bool Expert { get; init; }

    /// <summary>
    /// Whether replicas and at least one way to divide the model are stated, so that their product is the number of accelerators.
    /// </summary>
    internal bool LayoutInFull => Data is not null && (Tensor is not null || Pipeline is not null);

    /// <summary>
    /// Whether it is known over how many accelerators one replica's weights are divided: both ways of dividing the model are stated, or the
    /// product of what is stated leaves no room for others.
    /// </summary>
    /// <param name="count">Accelerators in all; <see langword="null"/> where not stated.</param>
    internal bool ReplicaKnown(int? count) =>
        count == 1 || (Tensor is not null && Pipeline is not null) || (Data is not null && Ranks == count);

    /// <summary>Product of the stated degrees, those not stated taken as 1.</summary>
    internal double Ranks => (double)(Tensor ?? 1) * (Pipeline ?? 1) * (Data ?? 1) * (Context ?? 1);
}
