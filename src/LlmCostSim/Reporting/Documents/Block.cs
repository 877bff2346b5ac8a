using LlmCostSim.Reporting.Charts;

namespace LlmCostSim.Reporting.Documents;

/// <summary>One piece of a document.</summary>
internal abstract record Block;

/// <summary>A heading, with what is said beside it in plain type.</summary>
internal sealed record Heading(string Text, string Detail = "") : Block;

/// <summary>
/// A sentence or more. <paramref name="Lead"/> comes first and carries the tone; without a lead the whole paragraph does.
/// </summary>
internal sealed record Paragraph(string Text, string Lead = "", Tone Tone = Tone.Plain) : Block;

/// <summary>A list of sentences.</summary>
internal sealed record Bullets(IReadOnlyList<string> Items) : Block;

/// <summary>A chart: drawn in pages and as a file, left out elsewhere.</summary>
/// <param name="Draw">Makes it; called only where it is drawn.</param>
internal sealed record Picture(Func<Chart> Draw) : Block;

/// <summary>One bar of labelled parts against a limit, for writers that cannot draw.</summary>
/// <param name="Parts">Parts from left to right: name, and amount in any one unit.</param>
/// <param name="Limit">What there is, in the same unit.</param>
internal sealed record StackBar(IReadOnlyList<(string Name, double Amount)> Parts, double Limit) : Block
{
    /// <summary>The letter that stands for a part: the first of its name, but X for overhead, since O is the optimizer.</summary>
    public static string Letter(string part) => part == "overhead" ? "X" : part[..1].ToUpperInvariant();
}
