using System.Collections.Frozen;
using LlmCostSim.Facts;

namespace LlmCostSim.Calibration;

/// <summary>
/// How far measurements lie from predictions, by class of prediction: the intervals of every estimate. A class is a path such as
/// <c>time/node/megatron</c>; one that was not measured takes the nearest one above it.
/// </summary>
internal sealed class Residuals
{
    private readonly Dictionary<string, ResidualClass> classes;

    /// <summary>Residuals by class.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="unmeasured">How many times as far apart as those of the class above the quantiles of a class lie that is not among them,
    /// where the class above does not say; at least 1.</param>
    public Residuals(IEnumerable<ResidualClass> classes, double unmeasured = 1)
    {
        this.classes = classes.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Unmeasured = unmeasured;
    }

    /// <summary>The classes in the order of their names.</summary>
    public IEnumerable<ResidualClass> Classes => classes.Values.OrderBy(known => known.Name, StringComparer.Ordinal);

    /// <summary>
    /// How many times as wide as the class above a class is (in logarithms) of which nothing was measured, where the class above does not
    /// say.
    /// </summary>
    public double Unmeasured { get; }

    /// <summary>The measured residuals that ship.</summary>
    public static Residuals Default { get; } = EmbeddedData.Exists(File) ? EmbeddedData.Read(File, Read) : new Residuals([]);

    private const string File = "Calibration/Data/residuals.json";

    /// <summary>
    /// Factors on a prediction between which 80 % of the measurements of its class lie (10 % and 90 % quantiles of measured over predicted;
    /// at most and at least 1).
    /// </summary>
    /// <param name="name">Class of the prediction.</param>
    /// <param name="model">The model's <see cref="ModelShape"/>: one that the constants were not fitted to is predicted less well. Empty:
    /// the class's rows do not depend on such constants.</param>
    public (double Low, double High) Of(string name, string model = "")
    {
        var nearest = Find(name);
        return model.Length == 0 || Knows(name, model) || Nearest(name, static known => known.OtherHigh > 0) is not { } others
            ? Below(nearest, nearest.Low, nearest.High, nearest.Unmeasured)
            : Below(others, others.OtherLow, others.OtherHigh, others.OtherUnmeasured);

        (double Low, double High) Below(ResidualClass known, double low, double high, double own)
        {
            var wider = own > 0 ? own : Unmeasured;
            return known.Name == name ? (low, high) : (Math.Pow(low, wider), Math.Pow(high, wider));
        }
    }

    /// <summary>Whether the constants of the very class were fitted to a model.</summary>
    /// <param name="name">Class of the prediction.</param>
    /// <param name="model">The model's <see cref="ModelShape"/>.</param>
    public bool Knows(string name, string model) => classes.TryGetValue(name, out var known) && known.Models.Contains(model);

    /// <summary>The class of a name, or the nearest one above it.</summary>
    /// <param name="name">Class of the prediction.</param>
    public ResidualClass Find(string name) => Nearest(name, static _ => true) ?? ResidualClass.None;

    private ResidualClass? Nearest(string name, Func<ResidualClass, bool> says)
    {
        for (var path = name; path.Length > 0; path = IntervalClass.Above(path))
        {
            if (classes.TryGetValue(path, out var known) && says(known))
            {
                return known;
            }
        }

        return null;
    }

    private static Residuals Read(FactReader facts)
    {
        _ = facts.Text("note");
        var unmeasured = facts.Positive("unmeasured");
        return new Residuals(
            facts.List(
                "classes",
                item => new ResidualClass(item.OptionalText("class") ?? "", item.Positive("p10"), item.Positive("p90"))
                {
                    OtherLow = item.OptionalNumber("otherP10") ?? 0,
                    OtherHigh = item.OptionalNumber("otherP90") ?? 0,
                    Unmeasured = item.OptionalNumber("unmeasured") ?? 0,
                    OtherUnmeasured = item.OptionalNumber("otherUnmeasured") ?? 0,
                    Models = item.Texts("models").ToFrozenSet(StringComparer.Ordinal),
                    Rows = item.Integer("rows"),
                    HiddenLeast = item.OptionalNumber("hiddenLeast") ?? 0,
                    HiddenMost = item.OptionalNumber("hiddenMost") ?? 0,
                    NodesMost = item.OptionalNumber("nodesMost") ?? 0,
                }
            ),
            unmeasured
        );
    }
}
