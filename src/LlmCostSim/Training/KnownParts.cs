using System.Runtime.CompilerServices;
using LlmCostSim.Lowering;
using LlmCostSim.Models;

namespace LlmCostSim.Training;

/// <summary>
/// The parts of a model under the divisions that estimators of one kind of node were asked about more than once, so that strategies that
/// differ in stages, replicas, sharding, schedule or recomputation alone are not lowered again. Of fixed size; may be shared between
/// threads, since what is kept never changes.
/// </summary>
internal sealed class KnownParts
{
    private const int Bits = 8,
        SeenBits = 10;

    private readonly Kept?[] kept = new Kept?[1 << Bits];
    private readonly int[] seen = new int[1 << SeenBits];

    /// <summary>The parts of a division, or <see langword="null"/> where they are not kept.</summary>
    /// <param name="options">The division.</param>
    /// <param name="tied">Whether embedding and head lie on the same rank.</param>
    public Kept? Find(in LoweringOptions options, bool tied) =>
        Volatile.Read(ref kept[Place(Hash(options, tied))]) is { } known && known.Tied == tied && known.Options == options ? known : null;

    /// <summary>Keeps the parts of a division that comes for the second time: a stream of ever new ones takes no memory.</summary>
    public void Offer(ModelSpec model, in LoweringOptions options, bool tied, in TrainingParts times, in TensorParts tensors)
    {
        var hash = Hash(options, tied);
        ref var last = ref seen[hash >>> (32 - SeenBits)];
        if (last == hash)
        {
            Volatile.Write(ref kept[Place(hash)], new Kept(model, options, tied, times, tensors));
        }

        last = hash;
    }

    private static int Place(int hash) => hash >>> (32 - Bits);

    // Of what strategies differ in; equality compares everything.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(in LoweringOptions options, bool tied)
    {
        var sum = (options.SequenceLength * 31) + options.MicroBatch + (tied ? 0.5 : 0);
        var bits =
            BitConverter.DoubleToUInt64Bits(sum)
            + (ulong)options.Tensor
            + ((ulong)options.Context << 12)
            + ((ulong)options.Expert << 24)
            + ((ulong)options.Adapter.Rank << 36)
            + ((ulong)options.Adapter.Kind << 48)
            + (options.SequenceParallel ? 1UL << 52 : 0)
            + ((ulong)options.Compute << 56);
        return (int)((bits * 0x9E3779B97F4A7C15) >> 32);
    }

    /// <summary>What is kept of a division.</summary>
    internal sealed class Kept(ModelSpec model, in LoweringOptions options, bool tied, in TrainingParts times, in TensorParts tensors)
    {
        // Fields, so that parts can be handed on by reference; nobody writes to them.
        public TrainingParts Times = times;
        public TensorParts Tensors = tensors;

        // Changes of a plan are weighed without them.
        private StrongBox<ModelFlops>? whole,
            halved;

        public LoweringOptions Options { get; } = options;

        public bool Tied { get; } = tied;

        /// <summary>Arithmetic per token.</summary>
        /// <param name="causalHalved">Whether a causal triangle counts once.</param>
        public ModelFlops Flops(bool causalHalved)
        {
            ref var counted = ref causalHalved ? ref halved : ref whole;
            counted ??= new StrongBox<ModelFlops>(ModelFlops.PerToken(model, Options, causalHalved));
            return counted.Value;
        }
    }
}
