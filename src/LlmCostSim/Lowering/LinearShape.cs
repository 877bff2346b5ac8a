using System.Runtime.CompilerServices;
using LlmCostSim.Operators;

namespace LlmCostSim.Lowering;

/// <summary>One linear layer on one rank, as the layer lowerings describe it.</summary>
internal readonly record struct LinearShape
{
    /// <summary>What the multiply is for.</summary>
    public required OpRole Role { get; init; }

    /// <summary>Tokens (per expert for a grouped one).</summary>
    public required double Tokens { get; init; }

    /// <summary>Output channels on the rank.</summary>
    public required double Output { get; init; }

    /// <summary>Input channels on the rank.</summary>
    public required double Input { get; init; }

    /// <summary>Parameters that the whole model has for it, bias included.</summary>
    public required double ModelParameters { get; init; }

    /// <summary>Experts on the rank that have tokens; 1 for a plain linear layer.</summary>
    public double Groups { get; init; } = 1;

    /// <summary>Experts on the rank; 1 for a plain linear layer.</summary>
    public double Resident { get; init; } = 1;

    /// <summary>Elements of the bias on the rank; 0: none.</summary>
    public double Bias { get; init; }

    /// <summary>What its weights are.</summary>
    public ParameterClass Class { get; init; } = ParameterClass.Matrix;

    /// <summary>Bytes of the input that it has to keep; 0 where another operation keeps the same tensor.</summary>
    public double SavedInput { get; init; }

    /// <summary>Whether another linear layer reads the same input and keeps what has to be kept of it.</summary>
    public bool InputShared { get; init; }

    /// <summary>Output channels of the parts of the matrix that carry an adapter; equal to <see cref="Output"/> for a plain one.</summary>
    public double AdaptedOutput { get; init; }

    /// <summary>Parts that carry an adapter of their own.</summary>
    public int AdaptedParts { get; init; }

    /// <summary>Tensor-parallel ranks over which output channels (and with them adapter B) are divided.</summary>
    public int OutputShards { get; init; } = 1;

    /// <summary>Tensor-parallel ranks over which input channels (and with them adapter A) are divided.</summary>
    public int InputShards { get; init; } = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LinearShape() { }
}
