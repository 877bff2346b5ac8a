using LlmCostSim.Facts;
using LlmCostSim.Input;

namespace LlmCostSim.Hardware;

/// <summary>The accelerators that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
/// <example><code>Accelerator gpu = HardwareCatalog.Default.Get("A100-80GB");</code></example>
public sealed class HardwareCatalog : Catalog<Accelerator>
{
    private const string Folder = "Hardware/Data/accelerators/";

    private HardwareCatalog(ShippedIndex<Accelerator> index)
        : base(index, "accelerator") { }

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
    public IReadOnlyList<Accelerator> Accelerators => Index.All.Items;

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
        return new HardwareCatalog(Index.With(accelerator));
    }
}
