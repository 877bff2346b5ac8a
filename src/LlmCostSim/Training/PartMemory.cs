using LlmCostSim.Operators;
using LlmCostSim.Strategies;

namespace LlmCostSim.Training;

/// <summary>Bytes and parameters of one part (layer, embedding, head) on one rank: the memory reading of its operations.</summary>
internal struct PartMemory
{
    /// <summary>Parameters on the rank that one replica's ranks hold: base weights that may be quantised, other base weights, experts, adapters.</summary>
    public double Quantisable, Other, Experts, Adapters;

    /// <summary>Bytes kept from forward to backward without and with selective recomputation.</summary>
    public double Saved, SavedSelective;

    /// <summary>Largest working set of one operation beyond what is saved.</summary>
    public double Temporary;

    /// <summary>Arithmetic forward and backward, model's own, attention halved or not by the caller's choice.</summary>
    public double ForwardFlops, BackwardFlops, CoreFlops;

    public readonly double Parameters => Quantisable + Other + Experts + Adapters;

    public static PartMemory Of(ReadOnlySpan<OpSpec> ops, bool causalHalved)
    {
        var memory = default(PartMemory);
        foreach (ref readonly var op in ops)
        {
            memory.Add(op, causalHalved);
        }

        return memory;
    }

    private void Add(in OpSpec op, bool causalHalved)
    {
        switch (op.ParameterClass)
        {
            case ParameterClass.Matrix:
                Quantisable += op.Parameters;
                break;
            case ParameterClass.Expert:
                Experts += op.Parameters;
                break;
            case ParameterClass.Adapter:
                Adapters += op.Parameters;
                break;
            default:
                Other += op.Parameters;
                break;
        }

        Saved += op.SavedBytes;
        SavedSelective += op.SelectiveSavedBytes;
        Temporary = Math.Max(Temporary, op.OutputBytes + op.WorkspaceBytes);
        if (!op.Has(OpTraits.Auxiliary))
        {
            var flops = op.ForwardFlops(causalHalved);
            ForwardFlops += flops;
            BackwardFlops += op.BackwardFlops(causalHalved);
            CoreFlops += op.Has(OpTraits.AttentionCore) ? flops : 0;
        }
    }

    /// <summary>Bits per parameter of a quantised weight, block scales included: NF4 and FP4 in blocks of 64 with an fp32 scale, 0.5 bits, or doubly quantised 0.127 bits (Dettmers et al. 2023, section 3); int8 with a scale per row.</summary>
    public static double QuantisedBits(in AdapterSpec adapter) => adapter.Quantization switch
    {
        WeightQuantization.Nf4 or WeightQuantization.Fp4 => 4 + (adapter.DoubleQuantization ? (8.0 / 64) + (32.0 / (64 * 256)) : 32.0 / 64),
        WeightQuantization.Int8 => 8,
        _ => 16,
    };
}
