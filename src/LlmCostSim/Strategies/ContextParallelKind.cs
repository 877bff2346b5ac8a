namespace LlmCostSim.Strategies;

/// <summary>How context parallelism exchanges keys and values.</summary>
public enum ContextParallelKind
{
    /// <summary>Ring attention: key-value blocks travel round the ranks behind the compute (Liu et al. 2023).</summary>
    Ring,

    /// <summary>Ulysses: all-to-all between sequence and heads before and after attention (Jacobs et al. 2023).</summary>
    AllToAll,

    /// <summary>Keys and values are gathered whole before attention (Llama 3, arXiv 2407.21783).</summary>
    AllGather,
}
