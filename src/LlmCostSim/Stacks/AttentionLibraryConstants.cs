using LlmCostSim.Facts;

namespace LlmCostSim.Stacks;

/// <summary>The attention kernels of one framework and version family, apart from the hardware they run on.</summary>
internal sealed record AttentionLibraryConstants
{
    /// <summary>Id, such as <c>sglang-0.5.14</c> or <c>flash-attention-2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the kernels are.</summary>
    public required string Kernels { get; init; }

    /// <summary>Chip on which the constants were measured.</summary>
    public required string Chip { get; init; }

    /// <summary>Where the constants are from: rows and error, or the rule by which they were taken over.</summary>
    public required string Origin { get; init; }

    /// <summary>What the rows do not measure and is taken from elsewhere; empty where nothing is.</summary>
    public string Note { get; init; } = "";

    /// <summary>Data sources whose rows this library explains; empty where it was not fitted to rows.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>
    /// Library whose prefill kernel this one runs too, there with a paged cache and here without; <see langword="null"/> where it has its
    /// own constants.
    /// </summary>
    public string? PrefillFrom { get; init; }

    /// <summary>Library whose decode kernels this one runs too; <see langword="null"/> where it has its own constants.</summary>
    public string? DecodeFrom { get; init; }

    /// <summary>Prefill and training kernel.</summary>
    public required AttentionPrefillConstants Prefill { get; init; }

    /// <summary>
    /// Decode kernel for grouped queries, and for all where <see cref="MultiHeadDecode"/> is absent; <see langword="null"/> for
    /// training-only libraries.
    /// </summary>
    public AttentionDecodeConstants? Decode { get; init; }

    /// <summary>Decode kernel for as many key-value heads as query heads, where the library has another one for them.</summary>
    public AttentionDecodeConstants? MultiHeadDecode { get; init; }

    /// <summary>Share of the dense peak that the backward kernel reaches, 0–1; 0 for libraries that only serve.</summary>
    public double BackwardEfficiency { get; init; }

    /// <summary>Reads all libraries of a file; one that takes kernels from another stands after it.</summary>
    internal static IReadOnlyList<AttentionLibraryConstants> ReadAll(FactReader file)
    {
        var known = new Dictionary<string, AttentionLibraryConstants>(StringComparer.Ordinal);
        return file.List(
            "libraries",
            facts =>
            {
                AttentionLibraryConstants library = Read(facts, known);
                known.Add(library.Id, library);
                return library;
            }
        );
    }

    private static AttentionLibraryConstants Read(FactReader facts, Dictionary<string, AttentionLibraryConstants> known)
    {
        var prefillFrom = facts.OptionalText("prefillFrom");
        var decodeFrom = facts.OptionalText("decodeFrom");
        AttentionLibraryConstants? decodeOf = decodeFrom is null ? null : known[decodeFrom];
        FactReader? decode = facts.OptionalObject("decode");
        FactReader? multiHead = facts.OptionalObject("multiHeadDecode");
        return new AttentionLibraryConstants
        {
            Id = facts.Text("id"),
            Kernels = facts.Text("kernels"),
            Chip = facts.Text("chip"),
            Origin = facts.Text("origin"),
            Note = facts.OptionalText("note") ?? "",
            Sources = facts.Texts("sources"),
            PrefillFrom = prefillFrom,
            DecodeFrom = decodeFrom,
            Prefill = prefillFrom is null
                ? AttentionPrefillConstants.Read(facts.Object("prefill"))
                : known[prefillFrom].Prefill.WithoutCache(),
            Decode = decode is null ? WithReads(decodeOf?.Decode, facts) : AttentionDecodeConstants.Read(decode),
            MultiHeadDecode = multiHead is null ? decodeOf?.MultiHeadDecode : AttentionDecodeConstants.Read(multiHead),
            BackwardEfficiency = facts.OptionalNumber("backwardEfficiency") ?? 0,
        };
    }

    // Older versions of a library run its decode kernel but read keys and values more often.
    private static AttentionDecodeConstants? WithReads(AttentionDecodeConstants? decode, FactReader facts) =>
        decode is null
            ? null
            : decode with
            {
                KeyValueReads = facts.OptionalNumber("keyValueReads") ?? decode.KeyValueReads,
                EightBitKeyValueReads = facts.OptionalNumber("eightBitKeyValueReads") ?? decode.EightBitKeyValueReads,
                EightBitLeastGroup = facts.OptionalInteger("eightBitLeastGroup") ?? decode.EightBitLeastGroup,
                SharedQueryHeads = facts.OptionalInteger("sharedQueryHeads") ?? decode.SharedQueryHeads,
            };
}
