using System.Globalization;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Validation;

/// <summary>Turns rows of an <c>architectures.csv</c> into catalogue entries.</summary>
internal static class ArchitectureTable
{
    /// <summary>The catalogue with the models of a file that it does not have yet; what it has keeps its own, sourced facts.</summary>
    public static ModelCatalog AddTo(ModelCatalog catalog, MeasuredFile file, ICollection<string> problems)
    {
        foreach (var row in file.Rows)
        {
            var name = row.Text("name");
            if (name.Length == 0 || catalog.Find(name) is not null)
            {
                continue;
            }

            try
            {
                catalog = catalog.With(Entry(row, name));
            }
            catch (UnpredictableRowException problem)
            {
                problems.Add($"{file.Name}:{row.Line}: {name}: {problem.Message}");
            }
        }

        return catalog;
    }

    /// <summary>Id of a model: its name in lower case, blanks to hyphens, + dropped.</summary>
    public static string IdOf(string name) => name.ToLowerInvariant().Replace(' ', '-').Replace("+", "", StringComparison.Ordinal);

    private static ModelEntry Entry(MeasuredRow row, string name) =>
        new()
        {
            Name = name,
            Spec = Spec(row, IdOf(name)),
            Card = new ModelCard
            {
                Creator = "",
                Family = row.Text("family"),
                Stage = row.Text("base").Length == 0 ? ModelStage.Foundation : ModelStage.FineTuned,
                BaseModel = row.Text("base"),
                PublishedParameters = row.Number("exact_params") is { } count ? (long)count : null,
                ParameterStatus = row.Text("exact_params_status"),
                Notes = row.Text("notes"),
            },
        };

    private static ModelSpec Spec(MeasuredRow row, string id)
    {
        var layers = Numbers(row.Text("layers"));
        var encoder = row.Text("kind") == "encdec";
        if (layers.Count == 0 || (encoder && layers.Count < 2))
        {
            throw new UnpredictableRowException("layers is not stated");
        }

        if (row.Text("kv_heads").Contains("MLA", StringComparison.OrdinalIgnoreCase))
        {
            throw new UnpredictableRowException("the columns do not state a latent attention");
        }

        var biases = row.Text("biases");
        var heads = row.Count("heads");
        var size = row.Count("hidden");
        var positions = Positions(row.Text("positional"));
        return new ModelSpec
        {
            Id = id,
            Layers = encoder ? layers[1] : layers[0],
            EncoderLayers = encoder ? layers[0] : 0,
            HiddenSize = size,
            Attention = new AttentionSpec
            {
                Heads = heads,
                KeyValueHeads = row.Integer("kv_heads") ?? heads,
                HeadDim = row.Integer("head_dim") ?? size / heads,
                QkvBias = biases.StartsWith("yes", StringComparison.Ordinal) || biases.StartsWith("qkv", StringComparison.Ordinal),
                OutputBias = biases.StartsWith("yes", StringComparison.Ordinal),
                SlidingWindow = row.Integer("sliding_window") ?? 0,
            },
            FeedForward = row.Choice("ffn_kind", ScenarioNames.FeedForwards),
            FeedForwardSize = row.Count("ffn"),
            FeedForwardBias = biases.StartsWith("yes", StringComparison.Ordinal),
            Mixture = Numbers(row.Text("moe_experts")) is [var experts, ..]
                ? new MixtureSpec
                {
                    Experts = experts,
                    ExpertsPerToken = row.Count("moe_topk"),
                    ExpertSize = row.Count("ffn"),
                }
                : null,
            Norm = Norm(row.Text("norm")),
            NormPlacement = Placement(row.Text("parallel_attn_ffn")),
            EmbeddingNorm = row.Text("norm").Contains("embedding", StringComparison.OrdinalIgnoreCase),
            Positions = positions,
            PositionRows =
                positions == PositionKind.Learned ? row.Integer("max_seq") ?? 0
                : positions == PositionKind.T5Bias ? T5Buckets
                : 0,
            Vocabulary = row.Integer("vocab_padded") ?? row.Count("vocab"),
            TiedEmbeddings = row.Text("tied_embeddings") is "yes",
            MaxSequence = row.Integer("max_seq") ?? 0,
        };
    }

    // Raffel et al. 2020: 32 buckets.
    private const int T5Buckets = 32;

    private static PositionKind Positions(string text) =>
        text.StartsWith("alibi", StringComparison.OrdinalIgnoreCase) ? PositionKind.Alibi
        : text.StartsWith("learned", StringComparison.OrdinalIgnoreCase) ? PositionKind.Learned
        : text.StartsWith("t5", StringComparison.OrdinalIgnoreCase) ? PositionKind.T5Bias
        : PositionKind.Rope;

    private static NormKind Norm(string text) =>
        text.StartsWith("rms", StringComparison.OrdinalIgnoreCase) ? NormKind.RmsNorm
        : text.Contains("weight only", StringComparison.OrdinalIgnoreCase) ? NormKind.LayerNormNoBias
        : NormKind.LayerNorm;

    private static NormPlacement Placement(string text) =>
        !text.StartsWith("yes", StringComparison.OrdinalIgnoreCase) ? NormPlacement.Pre
        : text.Contains("two", StringComparison.OrdinalIgnoreCase) || text.Contains("gpt_j", StringComparison.OrdinalIgnoreCase)
            ? NormPlacement.ParallelSeparate
        : NormPlacement.ParallelShared;

    // The whole numbers in a text such as "24 enc + 24 dec".
    private static List<int> Numbers(string text)
    {
        var numbers = new List<int>();
        foreach (var word in text.Split([' ', '+', '('], StringSplitOptions.RemoveEmptyEntries))
        {
            if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < int.MaxValue)
            {
                numbers.Add((int)value);
            }
        }

        return numbers;
    }
}
