using LlmCostSim.Models;

namespace LlmCostSim.Strategies;

/// <summary>
/// Guessing several tokens and verifying them in one pass of the model (Leviathan et al. 2023). Reference types compare by content.
/// </summary>
/// <remarks>Described in docs/inference.md, "Formulas".</remarks>
public sealed record SpeculativeDecoding
{
    /// <summary>Most tokens that may be guessed in one round.</summary>
    internal const int MostTokens = 64;

    /// <summary>Guesses of a round.</summary>
    /// <param name="tokens">Tokens guessed in one round (γ), 1–64.</param>
    /// <param name="acceptance">Probability that a guessed token is accepted when all before it were (α), 0–1.</param>
    /// <param name="draft">The model that guesses; <see langword="null"/>: guesses are looked up in the text so far (n-grams), which costs
    /// the accelerator nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public SpeculativeDecoding(int tokens, double acceptance, ModelSpec? draft)
    {
        if (tokens is < 1 or > MostTokens)
        {
            throw new ArgumentOutOfRangeException(nameof(tokens), tokens, $"Tokens of a round must be within 1..{MostTokens}.");
        }

        if (!(acceptance is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(acceptance), acceptance, "An acceptance rate must be within 0..1.");
        }

        (Tokens, Acceptance, Draft) = (tokens, acceptance, draft);
    }

    /// <summary>Tokens guessed in one round (γ).</summary>
    public int Tokens { get; }

    /// <summary>Probability that a guessed token is accepted when all before it were (α), 0–1.</summary>
    public double Acceptance { get; }

    /// <summary>The model that guesses; <see langword="null"/>: n-grams of the text so far.</summary>
    public ModelSpec? Draft { get; }

    /// <summary>
    /// Expected tokens of a round, the model's own among them: (1 − α^(γ+1))/(1 − α) (Leviathan et al. 2023, equation 1).
    /// </summary>
    public double TokensPerRound => Acceptance >= 1 ? Tokens + 1 : (1 - Math.Pow(Acceptance, Tokens + 1)) / (1 - Acceptance);
}
