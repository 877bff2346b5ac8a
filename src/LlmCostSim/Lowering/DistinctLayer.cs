using System.Runtime.CompilerServices;
using LlmCostSim.Models;

namespace LlmCostSim.Lowering;

/// <summary>Decoder layers of one model that lower to the same operations: the same kind and the same attention window.</summary>
/// <param name="Kind">Kind of layer.</param>
/// <param name="Window">Attention window; 0: none.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct DistinctLayer(LayerKind Kind, int Window, int Count)
{
    /// <summary>Most distinct layers of a model: dense and mixture, each with and without a window.</summary>
    public const int Most = 4;

    /// <summary>The place of such layers among <see cref="Most"/>, as <see cref="PlaceOf(ModelSpec, int)"/>.</summary>
    public int Place => PlaceOf(Kind, Window);

    /// <summary>Whether all decoder layers of a model are alike.</summary>
    public static bool Uniform(ModelSpec model) => model.Mixture is null && model.Attention.SlidingWindow == 0;

    /// <summary>
    /// The place of a decoder layer's kind among <see cref="Most"/>: layers of the same place lower to the same operations. 0 where all are
    /// alike.
    /// </summary>
    public static int PlaceOf(ModelSpec model, int layer) => PlaceOf(ModelLowering.KindOf(model, layer), model.WindowOf(layer));

    /// <summary>How many layers of a place are among <paramref name="count"/> from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountOf(ModelSpec model, int place, int first, int count)
    {
        if (Uniform(model))
        {
            return place == 0 ? count : 0;
        }

        var found = 0;
        for (var layer = first; layer < first + count; layer++)
        {
            found += PlaceOf(model, layer) == place ? 1 : 0;
        }

        return found;
    }

    /// <summary>The distinct decoder layers of a model in the order in which they first occur.</summary>
    /// <param name="model">The model.</param>
    /// <param name="storage">Room for <see cref="Most"/>.</param>
    public static ReadOnlySpan<DistinctLayer> Of(ModelSpec model, Span<DistinctLayer> storage)
    {
        if (Uniform(model))
        {
            storage[0] = new DistinctLayer(ModelLowering.KindOf(model, 0), 0, model.Layers);
            return storage[..1];
        }

        var found = 0;
        for (var layer = 0; layer < model.Layers; layer++)
        {
            var (kind, window) = (ModelLowering.KindOf(model, layer), model.WindowOf(layer));
            var place = 0;
            while (place < found && (storage[place].Kind != kind || storage[place].Window != window))
            {
                place++;
            }

            storage[place] = place < found ? storage[place] with { Count = storage[place].Count + 1 } : new DistinctLayer(kind, window, 1);
            found = Math.Max(found, place + 1);
        }

        return storage[..found];
    }

    private static int PlaceOf(LayerKind kind, int window) => (window > 0 ? 1 : 0) + (kind == LayerKind.Mixture ? 2 : 0);
}
