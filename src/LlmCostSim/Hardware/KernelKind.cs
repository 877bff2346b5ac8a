using System.Collections.Concurrent;
using LlmCostSim.Facts;

namespace LlmCostSim.Hardware;

/// <summary>One kind of kernel: where its constants stand.</summary>
/// <typeparam name="T">The constants.</typeparam>
/// <param name="name">Name of the kind, as in the file's name: <c>gemm</c>, <c>attention</c>, <c>collectives</c> or
/// <c>elementwise</c>.</param>
/// <param name="own">Those that an accelerator has of its own.</param>
/// <param name="read">Reads them.</param>
internal sealed class KernelKind<T>(string name, Func<KernelConstants, T?> own, Func<FactReader, T> read)
    where T : ChipConstants
{
    // Each file is read once: every new estimator asks.
    private readonly ConcurrentDictionary<string, T> shipped = new(StringComparer.Ordinal);

    /// <summary>
    /// The constants an accelerator uses: its own where its kernels were measured, otherwise those fitted on the chip that its catalogue
    /// entry names, whose origin then says so.
    /// </summary>
    /// <param name="accelerator">The accelerator.</param>
    public T For(Accelerator accelerator)
    {
        if (accelerator.Constants is { } constants && own(constants) is { } measured)
        {
            return measured;
        }

        var id = accelerator.Id.ToLowerInvariant();
        if (KernelFiles.Has(id, name))
        {
            return OfChip(id);
        }

        var (reference, fitted) = (accelerator.Kernels, OfChip(accelerator.Kernels.Chip));
        return reference.IsTransferred
            ? fitted with
            {
                Origin = $"transferred from {reference.Chip} ({reference.Reason}); {fitted.Origin}",
            }
            : fitted;
    }

    /// <summary>The constants fitted on a chip.</summary>
    /// <param name="chip">Such as <c>a100</c>.</param>
    /// <exception cref="FileNotFoundException">Nothing of the kind was fitted on a chip of that name.</exception>
    public T OfChip(string chip) => shipped.GetOrAdd(chip, key => EmbeddedData.Read(KernelFiles.NameOf(key, name), read));
}
