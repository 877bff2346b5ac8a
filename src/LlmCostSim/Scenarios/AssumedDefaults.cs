namespace LlmCostSim.Scenarios;

/// <summary>Collects what a reader took where the author left something open.</summary>
internal sealed class AssumedDefaults
{
    private readonly List<string> sentences = new(16);

    /// <summary>One sentence per default, in the order in which they were taken.</summary>
    public IReadOnlyList<string> Sentences => sentences;

    /// <summary>Software stacks that came with the accelerator's own file.</summary>
    public IReadOnlyList<Stacks.SoftwareStack> Stacks { get; set; } = [];

    /// <summary>Notes a default.</summary>
    /// <param name="sentence">What was taken, and for which field.</param>
    public void Note(string sentence) => sentences.Add(sentence);
}
