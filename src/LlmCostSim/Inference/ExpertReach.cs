namespace LlmCostSim.Inference;

/// <summary>
/// How many experts of a mixture some tokens reach. A trained router likes some experts better than others, and the tokens of one answer
/// resemble each other, so that a batch reaches fewer than if each token chose at random.
/// </summary>
/// <remarks>
/// Popularity is taken as exponentially distributed over the experts: a Gamma distribution of shape 1, for which the share that
/// <c>T</c> tokens miss is (1 − m)/(1 − (T − 1)·ln(1 − m)), m = k/E, where equal popularity would give (1 − m)^T. The power law of
/// exponents 1.01 and 1.2 from which aiconfigurator draws the loads that it times experts with (collector, sample_power_law) reaches the
/// same within 8 % with 32 to 128 tokens on 128 experts, and fewer with 4 to 16. Described in docs/inference.md, "Formulas".
/// </remarks>
internal static class ExpertReach
{
    /// <summary>Experts that at least one token chooses, in the mean; exactly those of a token where there is one.</summary>
    /// <param name="experts">Experts of the layer.</param>
    /// <param name="perToken">Experts that a token chooses.</param>
    /// <param name="tokens">Tokens.</param>
    public static double Of(double experts, double perToken, double tokens)
    {
        var missed = 1 - (perToken / experts);
        return missed <= 0 ? experts : experts * (1 - (missed / (1 - (Math.Max(0, tokens - 1) * Math.Log(missed)))));
    }
}
