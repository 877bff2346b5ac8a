using System.Globalization;
using System.Text.RegularExpressions;
using LlmCostSim.Models;

namespace LlmCostSim.Validation;

/// <summary>Dimensions that a source prints in its notes, such as <c>L=96 h=12288 heads=96 V=51200 mbs=1</c>, for GPTs that no catalogue has.</summary>
internal static partial class RunNotes
{
    /// <summary>A whole number behind <c>name=</c> in a row's notes, or <see langword="null"/>.</summary>
    public static int? Number(MeasuredRow row, string name)
    {
        foreach (Match match in Assignment().Matches(row.Text("notes")))
        {
            if (match.Groups[1].Value == name && int.TryParse(match.Groups[2].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>A GPT (Radford et al. 2019: four-fold feed-forward, learned positions, biases, tied head) of the printed dimensions, or <see langword="null"/>.</summary>
    public static ModelSpec? Architecture(MeasuredRow row)
    {
        if (Number(row, "L") is not { } layers || Number(row, "h") is not { } size || Number(row, "heads") is not { } heads || size % heads != 0)
        {
            return null;
        }

        var sequence = row.Integer("seq") ?? 2048;
        return new ModelSpec
        {
            Id = row.Text("model"),
            Layers = layers,
            HiddenSize = size,
            Attention = new AttentionSpec { Heads = heads, KeyValueHeads = heads, HeadDim = size / heads, QkvBias = true, OutputBias = true },
            FeedForward = FeedForwardKind.Gelu,
            FeedForwardSize = 4 * size,
            FeedForwardBias = true,
            Norm = NormKind.LayerNorm,
            Positions = PositionKind.Learned,
            PositionRows = sequence,
            Vocabulary = Number(row, "V") ?? 51200,
            TiedEmbeddings = true,
            MaxSequence = sequence,
        };
    }

    [GeneratedRegex(@"\b([A-Za-z]+)=(\d+)\b")]
    private static partial Regex Assignment();
}
