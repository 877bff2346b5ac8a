namespace LlmCostSim.Operators;

/// <summary>
/// Collective operations. The size of each is the full tensor per rank: what a rank holds before a reduction or after a gather, and all it
/// sends to the others and itself in an all-to-all.
/// </summary>
internal enum CollectiveKind : byte
{
    /// <summary>Every rank ends with the sum of all tensors: 2(n−1)/n of the tensor over each rank's link.</summary>
    AllReduce,

    /// <summary>Every rank ends with its n-th of the sum: (n−1)/n of the tensor.</summary>
    ReduceScatter,

    /// <summary>Every rank contributes an n-th and ends with all: (n−1)/n of the tensor.</summary>
    AllGather,

    /// <summary>Every rank sends another n-th to every rank: (n−1)/n of the tensor.</summary>
    AllToAll,

    /// <summary>One rank's tensor goes to all.</summary>
    Broadcast,

    /// <summary>One rank's tensor goes to one other.</summary>
    SendReceive,
}
