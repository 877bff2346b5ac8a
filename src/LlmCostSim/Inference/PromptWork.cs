namespace LlmCostSim.Inference;

/// <summary>
/// Prompts, or pieces of them, that one pass works on. Prompts of different lengths count as so many of one length as have the same tokens
/// and the same query-key pairs, so that arithmetic and traffic are those of the whole. A value.
/// </summary>
internal struct PromptWork : IEquatable<PromptWork>
{
    private double squares,
        pasts;

    /// <summary>Prompts.</summary>
    public double Sequences { get; private set; }

    /// <summary>New tokens of all of them.</summary>
    public double Tokens { get; private set; }

    /// <summary>New tokens of each of the equal prompts they count as: the mean over tokens.</summary>
    public readonly double Query => squares / Tokens;

    /// <summary>Number of equal prompts.</summary>
    public readonly double Equal => Tokens / Query;

    /// <summary>Cached tokens before each: the mean over tokens.</summary>
    public readonly double Past => pasts / Tokens;

    /// <summary>Equal prompts.</summary>
    /// <param name="prompts">How many.</param>
    /// <param name="tokens">New tokens of each.</param>
    /// <param name="past">Tokens of each that are in the cache already.</param>
    public static PromptWork Of(double prompts, double tokens, double past = 0)
    {
        var work = default(PromptWork);
        work.Add(prompts, tokens, past);
        return work;
    }

    /// <summary>Adds equal prompts.</summary>
    public void Add(double prompts, double tokens, double past)
    {
        Sequences += prompts;
        Tokens += prompts * tokens;
        squares += prompts * tokens * tokens;
        pasts += prompts * tokens * past;
    }

    public readonly bool Equals(PromptWork other) =>
        Sequences == other.Sequences && Tokens == other.Tokens && squares == other.squares && pasts == other.pasts;

    public override readonly bool Equals(object? obj) => obj is PromptWork other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Sequences, Tokens, squares, pasts);
}
