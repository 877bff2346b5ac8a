namespace LlmCostSim.Serving;

/// <summary>
/// What prompts have in common at their beginning, such as a system prompt. Counts only where the engine caches prefixes. A value.
/// </summary>
/// <param name="Tokens">Tokens that the prompts of a group share; part of their length. 0: none.</param>
/// <param name="Groups">Different prefixes; a request has each with the same probability. 1 or more.</param>
public readonly record struct SharedPrefix(int Tokens, int Groups = 1);
