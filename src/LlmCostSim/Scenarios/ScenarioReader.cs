using LlmCostSim.Economics;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Serving;
using LlmCostSim.Stacks;

namespace LlmCostSim.Scenarios;

/// <summary>Reads scenario files: strict, and with every problem at once. Immutable; may be shared between threads.</summary>
/// <example><code>Scenario scenario = new ScenarioReader().Read(File.ReadAllText("falcon-7b.json"));</code></example>
public sealed class ScenarioReader
{
    private static readonly (string Name, int Value)[] Kinds = [("training", 0), ("inference", 1), ("serving", 2)];

    /// <summary>The inference engines that scenarios may name as <c>framework</c>; the shipped ones by default.</summary>
    public EngineCatalog Engines { get; init; } = EngineCatalog.Default;

    /// <summary>The models that scenarios may name; the shipped ones by default.</summary>
    public ModelCatalog Models { get; init; } = ModelCatalog.Default;

    /// <summary>The accelerators that scenarios may name; the shipped ones by default.</summary>
    public HardwareCatalog Hardware { get; init; } = HardwareCatalog.Default;

    /// <summary>The places that <c>economics.region</c> may name; the shipped ones by default.</summary>
    public GridCatalog Grid { get; init; } = GridCatalog.Default;

    /// <summary>
    /// How <c>{ "huggingFace": "path" }</c> is read; <see langword="null"/> (the default): it is refused, since a scenario from elsewhere
    /// should not open files.
    /// </summary>
    public HuggingFaceImport? HuggingFace { get; init; }

    /// <summary>Software stacks that every scenario read here carries, in place of the estimator's of the same id; usually none.</summary>
    public IReadOnlyList<SoftwareStack> Stacks { get; init; } = [];

    /// <summary>
    /// Most requests that a serving scenario may ask for, 1 to 100,000,000 (the default): servers that answer strangers set less, since a
    /// simulation takes as long as it has requests.
    /// </summary>
    internal long MostRequests { get; init; } = ServingInput.MostRequests;

    /// <summary>
    /// Requests that take the place of arrivals and lengths of serving scenarios; <see langword="null"/> (the default): scenarios say them
    /// themselves.
    /// </summary>
    public IReadOnlyList<TraceRequest>? Trace { get; init; }

    /// <summary>
    /// How an accelerator <c>{ "file": "path" }</c> is read; <see langword="null"/> (the default): it is refused, since a scenario from
    /// elsewhere should not open files.
    /// </summary>
    public HardwareImport? HardwareFile { get; init; }

    /// <summary>Reads one scenario.</summary>
    /// <param name="json">Text of the file; at most 16 Mi characters, 64 levels deep.</param>
    /// <returns>The scenario.</returns>
    /// <exception cref="InvalidInputException">Something is wrong; the exception lists everything that is.</exception>
    public Scenario Read(string json)
    {
        var problems = new InputProblems();
        var scenario = Read(json, problems);
        problems.ThrowIfAny();
        return scenario!;
    }

    /// <summary>Reads one scenario without throwing.</summary>
    /// <param name="json">Text of the file.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The scenario, or <see langword="null"/> where there is a problem.</returns>
    public Scenario? Read(string json, InputProblems problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(problems);
        return JsonInput.Parse(json, problems)?.AsObject() is { } root ? Read(root) : null;
    }

    /// <summary>Reads one scenario out of a larger file.</summary>
    /// <param name="root">The scenario's object.</param>
    /// <param name="readSearch">Reads the <c>search</c> of a planning scenario, which then searches absent fields of its strategy; by
    /// default it is skipped.</param>
    /// <returns>The scenario, or <see langword="null"/> where there is a problem.</returns>
    internal Scenario? Read(JsonObjectInput root, Action<JsonInput>? readSearch = null)
    {
        var before = root.Problems.Count;
        var defaults = new AssumedDefaults();
        var search = root.Member("search");

        var kind = root.Member("kind")?.AsChoice(Kinds);
        if (kind is null && !root.Has("kind"))
        {
            defaults.Note("kind", "training");
        }

        var name = root.Text("name") ?? "";
        var model = ModelInput.Read(root, this);
        var cluster = ClusterInput.Read(root, this, defaults);
        var economics = EconomicsInput.Read(root, this);
        Scenario? scenario = kind switch
        {
            1 => InferenceInput.Read(root, this, model, cluster, defaults, readSearch is not null),
            2 => ServingInput.Read(root, this, model, cluster, defaults),
            _ => ReadTraining(root, model, cluster, defaults, readSearch is not null),
        };
        if (root.Member("calibration") is { } point)
        {
            scenario = MeasuredPointInput.Give(point, this, scenario);
        }

        if (search is not null)
        {
            readSearch?.Invoke(search);
        }

        root.Close();
        return root.Problems.Count == before && scenario is not null
            ? scenario with
            {
                Name = name,
                Economics = economics,
                Defaults = defaults.All,
                Stacks = defaults.Stacks.Count == 0 ? Stacks : [.. Stacks, .. defaults.Stacks],
            }
            : null;
    }

    private static TrainingScenario? ReadTraining(
        JsonObjectInput root,
        ModelSpec? model,
        Cluster? cluster,
        AssumedDefaults defaults,
        bool searched
    )
    {
        var (strategy, framework) = StrategyInput.Read(root, cluster, defaults, searched);
        var (workload, data) = WorkloadInput.Read(root, model, strategy, defaults);
        return model is null || cluster is null
            ? null
            : new TrainingScenario
            {
                Model = model,
                Cluster = cluster,
                Framework = framework,
                Strategy = strategy,
                Workload = workload,
                FineTuning = data,
            };
    }
}
