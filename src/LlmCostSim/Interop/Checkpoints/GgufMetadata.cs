using System.Globalization;

namespace LlmCostSim.Interop;

/// <summary>The metadata of a GGUF file. Keys of the architecture are asked for without its prefix.</summary>
/// <param name="values">Values by key.</param>
/// <param name="draft">Where warnings go.</param>
internal sealed class GgufMetadata(IReadOnlyDictionary<string, GgufValue> values, ImportDraft draft)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>llama.cpp's name of the architecture, such as <c>llama</c>; empty where it is not given.</summary>
    public string Architecture => Text("general.architecture") ?? "";

    /// <summary>A text.</summary>
    public string? Text(string key)
    {
        read.Add(key);
        return values.TryGetValue(key, out GgufValue value) ? value.Text : null;
    }

    /// <summary>Items of a list, or <see langword="null"/> where there is none.</summary>
    public long? Length(string key)
    {
        read.Add(key);
        return values.TryGetValue(key, out GgufValue value) ? value.Count : null;
    }

    /// <summary>A number of the whole file.</summary>
    public long? General(string key) => Whole(key, 0, int.MaxValue);

    /// <summary>A whole number of the architecture; of a list by layers the largest, with a warning where they differ.</summary>
    /// <param name="key">Key without the architecture's name.</param>
    /// <param name="max">Largest that is read.</param>
    /// <param name="min">Smallest that is read.</param>
    public int? Int(string key, int max, int min = 1) => (int?)Whole($"{Architecture}.{key}", min, max);

    /// <summary>Whether there is a key of the architecture that begins like this.</summary>
    public bool Has(string beginning) => values.Keys.Any(key => key.StartsWith($"{Architecture}.{beginning}", StringComparison.Ordinal));

    /// <summary>Warns of every key that was not read; those of the tokenizer get one warning together.</summary>
    public void WarnOfUnread()
    {
        long tokenizer = 0;
        foreach (string key in values.Keys)
        {
            if (key.StartsWith("tokenizer.", StringComparison.Ordinal))
            {
                tokenizer++;
            }
            else if (!read.Contains(key))
            {
                draft.Warnings.Add(
                    Input.JsonInput.Short(key),
                    key.StartsWith("general.", StringComparison.Ordinal)
                        ? "ignored: a description"
                        : "ignored: not known to influence the cost"
                );
            }
        }

        if (tokenizer > 0)
        {
            draft.Warnings.Add(
                "tokenizer",
                string.Create(CultureInfo.InvariantCulture, $"ignored: {tokenizer} keys; texts are not read here, tokens are counted")
            );
        }
    }

    private long? Whole(string key, long min, long max)
    {
        read.Add(key);
        if (!values.TryGetValue(key, out GgufValue value))
        {
            return null;
        }

        if (value.Numbers.Length == 0)
        {
            draft.Errors.Add(key, "must be a number");
            return null;
        }

        double largest = value.Numbers.Max();
        if (value.Numbers.Min() != largest)
        {
            draft.Warnings.Add(
                key,
                string.Create(CultureInfo.InvariantCulture, $"differs between layers; the largest, {largest}, is taken for all")
            );
        }

        if (largest >= min && largest <= max && Math.Floor(largest) == largest)
        {
            return (long)largest;
        }

        draft.Errors.Add(
            key,
            string.Create(CultureInfo.InvariantCulture, $"must be a whole number between {min} and {max}, not {largest:R}")
        );
        return null;
    }
}
