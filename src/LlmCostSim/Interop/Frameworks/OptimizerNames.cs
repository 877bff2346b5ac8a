using LlmCostSim.Facts;
using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>
/// The words of training frameworks for optimizers: the <c>optim</c> of Hugging Face's TrainingArguments, Axolotl's and LLaMA-Factory's,
/// which pass it on, and the <c>optimizer.type</c> of DeepSpeed.
/// </summary>
internal static class OptimizerNames
{
    private const string File = "Interop/Data/optimizer-words.json";

    private static readonly Dictionary<string, (OptimizerKind Kind, string? Remark)> Words = EmbeddedData.Read(
        File,
        static facts =>
        {
            facts.Text("source");
            return facts
                .List(
                    "optimizers",
                    static group =>
                        (Means: (group.Choice<OptimizerKind>("optimizer"), group.OptionalText("remark")), Words: group.Texts("words"))
                )
                .SelectMany(static group => group.Words, static (group, word) => (Word: word, group.Means))
                .ToDictionary(static pair => pair.Word, static pair => pair.Means, StringComparer.OrdinalIgnoreCase);
        }
    );

    /// <summary>The optimizer of a word.</summary>
    /// <param name="word">Word, ignoring case.</param>
    /// <param name="remark">What the word says beside it, or <see langword="null"/>.</param>
    /// <returns>The optimizer, or <see langword="null"/> where the word is not known.</returns>
    public static OptimizerKind? Find(string word, out string? remark)
    {
        bool known = Words.TryGetValue(word, out var means);
        remark = means.Remark;
        return known ? means.Kind : null;
    }
}
