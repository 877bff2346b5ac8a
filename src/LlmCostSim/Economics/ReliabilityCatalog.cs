using LlmCostSim.Facts;

namespace LlmCostSim.Economics;

/// <summary>Published figures on failures, restarts, checkpoints and spot preemption.</summary>
internal sealed class ReliabilityCatalog
{
    private readonly NameIndex<ReliabilityFigure> index;

    private ReliabilityCatalog(NameIndex<ReliabilityFigure> index) => this.index = index;

    /// <summary>The figures that ship with the library.</summary>
    public static ReliabilityCatalog Default { get; } =
        new(new NameIndex<ReliabilityFigure>(EmbeddedData.Read("Economics/Data/reliability.json", Read), figure => figure.Id, _ => []));

    /// <summary>All figures.</summary>
    public IReadOnlyList<ReliabilityFigure> Figures => index.Items;

    /// <summary>The figure of an id; case and punctuation do not matter.</summary>
    /// <param name="id">Id, such as <c>llama3-gpuh-per-int</c>.</param>
    /// <returns>The figure, or <see langword="null"/> if the id is unknown.</returns>
    public ReliabilityFigure? Find(string id) => index.Find(id);

    /// <summary>The figure of an id; case and punctuation do not matter.</summary>
    /// <param name="id">Id, such as <c>llama3-gpuh-per-int</c>.</param>
    /// <returns>The figure.</returns>
    /// <exception cref="UnknownNameException">The id is unknown; the nearest ids are suggested.</exception>
    public ReliabilityFigure Get(string id) => index.Get(id, "reliability figure");

    private static IEnumerable<ReliabilityFigure> Read(FactReader facts)
    {
        facts.OptionalText("notes");
        return facts.List("sources", ReadSource).SelectMany(figures => figures);
    }

    private static IReadOnlyList<ReliabilityFigure> ReadSource(FactReader facts)
    {
        string source = facts.Text("source");
        return facts.List("figures", figure => ReliabilityFigure.From(figure, source));
    }
}
