using LlmCostSim.Facts;
using LlmCostSim.Models;

namespace LlmCostSim.Interop;

/// <summary>
/// Finds the catalogue's model for the name that a checkpoint has on a hub: <c>meta-llama/Meta-Llama-3.1-8B-Instruct</c> has the
/// architecture of <c>llama-3.1-8b</c>.
/// </summary>
internal static class BaseModelName
{
    private const string File = "Interop/Data/model-names.json";

    // What tuning and packing add to a name without changing the architecture.
    private static readonly (IReadOnlyList<string> Endings, IReadOnlyList<string> Beginnings) Added = EmbeddedData.Read(
        File,
        static facts =>
        {
            facts.Text("source");
            return (facts.Texts("endings"), facts.Texts("beginnings"));
        }
    );

    /// <summary>The model, or <see langword="null"/> where the catalogue has none of that name.</summary>
    /// <param name="name">Name on a hub, or path of a folder of that name.</param>
    /// <param name="catalog">The catalogue.</param>
    public static ModelEntry? Find(string name, ModelCatalog catalog)
    {
        string last = name.TrimEnd('/', '\\');
        last = last[(last.LastIndexOfAny(['/', '\\']) + 1)..].ToLowerInvariant();
        for (int round = 0; round < 6 && last.Length > 0; round++)
        {
            if (catalog.Find(last) is { } entry)
            {
                return entry;
            }

            string? ending = Added.Endings.FirstOrDefault(e => last.EndsWith(e, StringComparison.Ordinal));
            string? beginning = Added.Beginnings.FirstOrDefault(b => last.StartsWith(b, StringComparison.Ordinal));
            if (ending is null && beginning is null)
            {
                return null;
            }

            last = ending is not null ? last[..^ending.Length] : last[beginning!.Length..];
        }

        return null;
    }

    /// <summary>The word of scenarios for the quantisation that a name ends with, or <see langword="null"/>.</summary>
    public static string? Weights(string name)
    {
        string lower = name.ToLowerInvariant();
        return lower.Contains("awq", StringComparison.Ordinal) ? "awq"
            : lower.Contains("gptq", StringComparison.Ordinal) ? "gptq"
            : lower.EndsWith("-fp8", StringComparison.Ordinal) || lower.Contains("fp8-dynamic", StringComparison.Ordinal) ? "fp8"
            : lower.Contains("bnb-4bit", StringComparison.Ordinal) ? "nf4"
            : null;
    }
}
