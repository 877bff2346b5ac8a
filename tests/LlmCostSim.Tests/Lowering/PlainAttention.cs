using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using LlmCostSim.Operators;
using LlmCostSim.Strategies;
using static LlmCostSim.Tests.Lowering.Small;

namespace LlmCostSim.Tests.Lowering;

/// <summary>Attention with plain heads: what its tests have in common.</summary>
internal static class PlainAttention
{
    /// <summary>Channels of all queries, of all keys (and as many of values).</summary>
    public const int Q = A * D,
        KV = G * D;

    private static readonly OpRole[] Roles =
    [
        OpRole.Qkv,
        OpRole.Query,
        OpRole.KeyValue,
        OpRole.QkNorm,
        OpRole.Rope,
        OpRole.CacheWrite,
        OpRole.AttentionScores,
        OpRole.AttentionSoftmax,
        OpRole.AttentionDropout,
        OpRole.AttentionContext,
        OpRole.AttentionCore,
        OpRole.AttentionOutput,
        OpRole.Adapter,
    ];

    /// <summary>The operations of a layer's attention, in their order.</summary>
    public static OpSpec[] Attention(ModelSpec model, in LoweringOptions options) => Layer(model, options).Of(Roles);

    public static AdapterSpec Lora(AdapterTargets targets) => new(AdapterKind.Lora, 4, targets);

    /// <summary>
    /// The fused core (Dao 2023): queries, keys, values and result in 16 bits are kept, and a number in fp32 per query and head.
    /// </summary>
    public static OpSpec Core(AttentionShape shape)
    {
        double queries = shape.Batch * shape.QueryLength * shape.Heads,
            keys = shape.Batch * (shape.QueryLength + shape.PastLength);
        var kept = E * (queries * 2 * D + keys * shape.KeyValueHeads * 2 * D);
        return new()
        {
            Kind = OpKind.Attention,
            Role = OpRole.AttentionCore,
            Flags = OpTraits.AttentionCore | OpTraits.DataGradient,
            Format = NumberFormat.Bf16,
            Attention = shape,
            SavedBytes = kept + 4 * queries,
            KeptBytes = kept,
            OutputBytes = E * queries * D,
            ForwardKernels = 1,
            BackwardKernels = 3,
        };
    }
}
