using LlmCostSim.Facts;
using LlmCostSim.Input;

namespace LlmCostSim.Hardware;

/// <summary>The accelerators that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
/// <example><code>Accelerator gpu = HardwareCatalog.Default.Get("A100-80GB");</code></example>
public sealed class HardwareCatalog
{
    private const string Folder = "Hardware/Data/accelerators/";

    private readonly ShippedIndex<Accelerator> index;

    private HardwareCatalog(ShippedIndex<Accelerator> index) => this.index = index;

    /// <summary>The accelerators that ship with the library, each fact with its source.</summary>
    public static HardwareCatalog Default { get; } =
        new(
            new ShippedIndex<Accelerator>(
                id => EmbeddedData.Exists($"{Folder}{id}.json") ? EmbeddedData.Read($"{Folder}{id}.json", AcceleratorReader.Read) : null,
                () => EmbeddedData.NamesUnder(Folder).Select(name => EmbeddedData.Read(name, AcceleratorReader.Read)),
                accelerator => accelerator.Id,
                accelerator => accelerator.Aliases
            )
        );

    /// <summary>All accelerators, the shipped ones in the order of their ids, then the added ones.</summary>
    public IReadOnlyList<Accelerator> Accelerators => index.All.Items;

    /// <summary>The accelerator of an id or alias; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id or alias, such as <c>A100-SXM-80GB</c> or <c>a100 80gb</c>.</param>
    /// <returns>The accelerator, or <see langword="null"/> if the name is unknown.</returns>
    public Accelerator? Find(string nameOrAlias) => index.Find(nameOrAlias);

    /// <summary>The accelerator of an id or alias; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id or alias, such as <c>A100-SXM-80GB</c> or <c>a100 80gb</c>.</param>
    /// <returns>The accelerator.</returns>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public Accelerator Get(string nameOrAlias) => index.Get(nameOrAlias, "accelerator");

    /// <summary>Ids of the accelerators whose id or alias is nearest to a name, nearest first.</summary>
    /// <param name="name">A name, usually one that <see cref="Find"/> does not know.</param>
    /// <returns>At most three ids; empty if nothing is near.</returns>
    public IReadOnlyList<string> Suggest(string name) => index.All.Suggest(name);

    /// <summary>
    /// Reads one accelerator from JSON in the form of the shipped ones: its facts, and optionally its own kernel <c>constants</c>, as
    /// <c>llmcost calibrate</c> writes them.
    /// </summary>
    /// <param name="json">Text of the file.</param>
    /// <param name="file">Name of the file, for error messages and <see cref="Accelerator.File"/>.</param>
    /// <returns>The accelerator.</returns>
    /// <exception cref="InvalidInputException">The text is not JSON, or facts are missing, unknown or impossible; all of them are
    /// named.</exception>
    public static Accelerator Read(string json, string file)
    {
        ArgumentNullException.ThrowIfNull(json);
        var problems = new InputProblems();
        var accelerator = FactReader.ReadAll(json, file, facts => AcceleratorReader.ReadFile(facts, file), problems);
        problems.ThrowIfAny();
        return accelerator!;
    }

    /// <summary>The catalogue with one more accelerator, which replaces one of the same id and takes over aliases of others.</summary>
    /// <param name="accelerator">The accelerator to add.</param>
    /// <returns>The larger catalogue; this one stays as it is.</returns>
    public HardwareCatalog With(Accelerator accelerator)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        return new HardwareCatalog(index.With(accelerator));
    }
}
