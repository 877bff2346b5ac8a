using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Auditing;

/// <summary>
/// Reads claim files: strict, every problem at once. The parts that a scenario has, too, are read as in a scenario, but none is required.
/// Immutable; may be shared between threads.
/// </summary>
/// <example><code>Claim claim = new ClaimReader().Read(File.ReadAllText("claim.json"));</code></example>
public sealed class ClaimReader
{
    /// <summary>
    /// A plain number for memory below this is read as GB, the unit of model cards; one above as bytes, the unit of reports.
    /// </summary>
    private const double LargestPlainGigabytes = 1e6;

    private const double MostHours = 1e15;

    /// <summary>Most parameters, dollars or bytes.</summary>
    private const double MostAmount = 1e18;

    /// <summary>How the parts of scenarios are read; by default with the shipped catalogues, and without opening files.</summary>
    public ScenarioReader Scenarios { get; init; } = new();

    /// <summary>Reads one claim.</summary>
    /// <param name="json">Text of the file.</param>
    /// <returns>The claim.</returns>
    /// <exception cref="InvalidInputException">Something is wrong; the exception lists everything that is.</exception>
    public Claim Read(string json)
    {
        var problems = new InputProblems();
        var claim = Read(json, problems);
        problems.ThrowIfAny();
        return claim!;
    }

    /// <summary>Reads one claim without throwing.</summary>
    /// <param name="json">Text of the file.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The claim, or <see langword="null"/> where there is a problem.</returns>
    public Claim? Read(string json, InputProblems problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(problems);
        return JsonInput.Parse(json, problems)?.AsObject() is { } root ? Read(root) : null;
    }

    internal Claim? Read(JsonObjectInput root)
    {
        var before = root.Problems.Count;
        var claim = new Claim
        {
            Name = root.Text("name") ?? "",
            Source = root.Text("source") ?? "",
            Model = ReadModel(root),
            Parameters = root.Number("parameters", 1, MostAmount),
            Tokens = root.Number("tokens", 1, WorkloadInput.MostTokens),
            Time = root.Quantity("days", QuantityKind.Duration, 86400, 1e-3, 3.2e12) is { } seconds ? Duration.FromSeconds(seconds) : null,
            GpuHours = root.Number("gpuHours", 1e-9, MostHours) is { } hours ? GpuHours.FromHours(hours) : null,
            Mfu = root.Quantity("mfu", QuantityKind.Fraction, 1, 0, 1e6),
            TokensPerSecondPerGpu = root.Number("tokensPerSecondPerGpu", 1e-9, WorkloadInput.MostTokens),
            Cost = root.Quantity("cost", QuantityKind.Dollars, 1, 0, MostAmount),
            MemoryPerGpu = ReadMemory(root),
            Economics = EconomicsInput.Read(root, Scenarios),
        };
        var inference = root.Member("kind")?.AsChoice([("training", false), ("inference", true)]) ?? false;
        claim = ClaimParts.ReadCluster(root, claim, Scenarios);
        if (inference)
        {
            claim = ClaimInference.Read(root, claim, Scenarios);
        }
        else
        {
            claim = ClaimParts.ReadStrategy(root, claim);
            claim = ClaimParts.ReadWorkload(root, claim);
        }

        if (claim.Economics.Currency != "USD" && root.Member("cost") is { Kind: JsonValueKind.String } cost && NamesDollars(cost))
        {
            cost.Problem($"in dollars, but economics.currency is {claim.Economics.Currency}; give a number");
        }

        root.Close();
        return root.Problems.Count == before ? claim : null;
    }

    private ModelSpec? ReadModel(JsonObjectInput root) => root.Has("model") || root.Has("layers") ? ModelInput.Read(root, Scenarios) : null;

    private static bool NamesDollars(JsonInput cost) =>
        cost.AsText() is { } text
        && (text.Contains('$', StringComparison.Ordinal) || text.Contains("USD", StringComparison.OrdinalIgnoreCase));

    private static Bytes? ReadMemory(JsonObjectInput root)
    {
        if (root.Member("memoryPerGpu") is not { } value)
        {
            return null;
        }

        var plain =
            value.Kind == JsonValueKind.Number && value.Element.TryGetDouble(out var number) && number < LargestPlainGigabytes ? 1e9 : 1;
        return value.AsQuantity(QuantityKind.Bytes, plain, 1, MostAmount) is { } bytes ? Bytes.FromBytes(bytes) : null;
    }
}
