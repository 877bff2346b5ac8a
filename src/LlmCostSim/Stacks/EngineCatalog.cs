using LlmCostSim.Facts;
using LlmCostSim.Units;

namespace LlmCostSim.Stacks;

/// <summary>The inference engines that are known by name. An immutable value: <see cref="With"/> gives a larger one.</summary>
public sealed class EngineCatalog
{
    private const string Folder = "Stacks/Data/engines/";

    private readonly NameIndex<InferenceEngine> index;

    private EngineCatalog(NameIndex<InferenceEngine> index) => this.index = index;

    /// <summary>The engines that ship with the library.</summary>
    public static EngineCatalog Default { get; } = new(new NameIndex<InferenceEngine>(
        EmbeddedData.NamesUnder(Folder).Select(name => EmbeddedData.Read(name, Read)),
        engine => engine.Id,
        engine => engine.Aliases));

    /// <summary>All engines.</summary>
    public IReadOnlyList<InferenceEngine> Engines => index.Items;

    /// <summary>The engine of an id or alias, or <see langword="null"/>; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id or alias.</param>
    public InferenceEngine? Find(string nameOrAlias) => index.Find(nameOrAlias);

    /// <summary>The engine of an id or alias; case and punctuation do not matter.</summary>
    /// <param name="nameOrAlias">Id or alias.</param>
    /// <exception cref="UnknownNameException">The name is unknown; the nearest ids are suggested.</exception>
    public InferenceEngine Get(string nameOrAlias) => index.Get(nameOrAlias, "inference engine");

    /// <summary>The catalogue with one more engine, which replaces one of the same id.</summary>
    /// <param name="engine">The engine to add.</param>
    public EngineCatalog With(InferenceEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return new EngineCatalog(index.With(engine));
    }

    private static InferenceEngine Read(FactReader facts) => new()
    {
        Id = facts.Text("id"),
        Aliases = facts.Texts("aliases"),
        Origin = facts.Text("origin"),
        Fusion = StackReader.Fusion(facts.Texts("fusion")),
        GemmLibrary = facts.Text("gemmLibrary"),
        AttentionLibrary = facts.Text("attentionLibrary"),
        CollectiveLibrary = facts.Text("collectiveLibrary"),
        StepHost = Duration.FromMicroseconds(facts.Number("stepHostMicroseconds")),
        SequenceHost = Duration.FromMicroseconds(facts.Number("sequenceHostMicroseconds")),
        KernelLaunch = Duration.FromMicroseconds(facts.Number("kernelLaunchMicroseconds")),
        CudaGraphs = facts.Flag("cudaGraphs"),
        PromptInterference = facts.Number("promptInterference"),
        MemoryFraction = facts.Positive("memoryFraction"),
        ReservedMemory = Bytes.FromMiB(facts.Number("reservedMemoryMiB")),
        BlockTokens = facts.Integer("blockTokens"),
        StepTokens = facts.Integer("stepTokens"),
    };
}
