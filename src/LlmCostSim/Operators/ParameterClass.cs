namespace LlmCostSim.Operators;

/// <summary>What the parameters of an operation are, which decides how they are divided, quantised and optimised.</summary>
internal enum ParameterClass : byte
{
    /// <summary>Matrix of a layer.</summary>
    Matrix,

    /// <summary>Norm weight or bias.</summary>
    Vector,

    /// <summary>Embedding or position table.</summary>
    Embedding,

    /// <summary>Output head.</summary>
    Head,

    /// <summary>Matrix of an expert: divided over expert ranks.</summary>
    Expert,

    /// <summary>Low-rank adapter.</summary>
    Adapter,
}
