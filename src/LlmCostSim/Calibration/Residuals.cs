using LlmCostSim.Facts;

namespace LlmCostSim.Calibration;

/// <summary>How far measurements lie from predictions, by class of prediction: the intervals of every estimate. A class is a path such as <c>time/node/megatron</c>; one that was not measured takes the nearest one above it.</summary>
internal sealed class Residuals
{
    private readonly Dictionary<string, ResidualClass> classes;

    public Residuals(IEnumerable<ResidualClass> classes) => this.classes = classes.ToDictionary(entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The measured residuals that ship.</summary>
    public static Residuals Default { get; } = EmbeddedData.Exists(File) ? EmbeddedData.Read(File, Read) : new Residuals([]);

    private const string File = "Calibration/Data/residuals.json";

    /// <summary>Factors on a prediction between which 80 % of the measurements of its class lie (10 % and 90 % quantiles of measured over predicted; at most and at least 1).</summary>
    /// <param name="name">Class of the prediction.</param>
    public (double Low, double High) Of(string name) => Find(name) is var known ? (known.Low, known.High) : (1, 1);

    /// <summary>The class of a name, or the nearest one above it.</summary>
    /// <param name="name">Class of the prediction.</param>
    public ResidualClass Find(string name)
    {
        for (var path = name; ; path = path[..Math.Max(0, path.LastIndexOf('/'))])
        {
            if (classes.TryGetValue(path, out var known))
            {
                return known;
            }

            if (path.Length == 0)
            {
                return ResidualClass.None;
            }
        }
    }

    private static Residuals Read(FactReader facts)
    {
        _ = facts.Text("note");
        return new Residuals(facts.List("classes", item => new ResidualClass(item.OptionalText("class") ?? "", item.Positive("p10"), item.Positive("p90"))
        {
            Rows = item.Integer("rows"),
            HiddenLeast = item.OptionalNumber("hiddenLeast") ?? 0,
            HiddenMost = item.OptionalNumber("hiddenMost") ?? 0,
            NodesMost = item.OptionalNumber("nodesMost") ?? 0,
        }));
    }
}
