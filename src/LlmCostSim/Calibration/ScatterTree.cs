namespace LlmCostSim.Calibration;

/// <summary>
/// Measured classes and how far measurements scatter in each, every class drawn towards the one above it: the moderated variances of Smyth
/// (2004, Statistical Applications in Genetics and Molecular Biology 3, 1). A class of <c>w</c> independent rows and scale <c>s</c> below
/// one of scale <c>S</c> is given <c>√((w·s² + p·S²)/(w + p))</c> and Student's distribution with <c>w + p</c> degrees of freedom, where
/// <c>p</c> says how much alike sister classes are. The two sides of a class are drawn towards both together in the same way, each with
/// half of its rows.
/// </summary>
/// <remarks>Described in docs/uncertainty.md, "From few models to quantiles".</remarks>
internal sealed class ScatterTree
{
    private readonly Dictionary<string, List<ScatterRow>> rows;
    private readonly SortedDictionary<string, ClassScatter> classes = new(StringComparer.Ordinal);

    /// <summary>Sorts rows into their classes and all above them.</summary>
    public ScatterTree(IEnumerable<ScatterRow> rows)
    {
        this.rows = IntervalClass.Members(rows, static row => row.Class);
        foreach (var (name, members) in this.rows)
        {
            classes[name] = ClassScatter.Of(members);
        }
    }

    private ScatterTree(ScatterTree whole, string group)
    {
        rows = new Dictionary<string, List<ScatterRow>>(whole.rows, StringComparer.Ordinal);
        foreach (var (name, known) in whole.classes)
        {
            List<ScatterRow> left = [.. whole.rows[name].Where(row => row.Group != group)];
            if (left.Count > 0)
            {
                classes[name] = left.Count == known.Rows ? known : ClassScatter.Of(left);
            }

            rows[name] = left;
        }
    }

    /// <summary>Rows by the names of their groups.</summary>
    public ILookup<string, ScatterRow> Groups =>
        rows.Where(entry => !entry.Key.Contains('/', StringComparison.Ordinal))
            .SelectMany(entry => entry.Value)
            .ToLookup(row => row.Group, StringComparer.Ordinal);

    /// <summary>The same classes without the rows of one group.</summary>
    /// <param name="group">Name of the group.</param>
    public ScatterTree Without(string group) => new(this, group);

    /// <summary>What to expect of a group that was not measured, by class.</summary>
    /// <param name="worthOfAbove">How many independent rows the class above counts for; above 0.</param>
    public IReadOnlyDictionary<string, Scatter> Of(double worthOfAbove)
    {
        var scales = new Dictionary<string, (double Scale, double Freedom)>(StringComparer.Ordinal);
        var scatters = new Dictionary<string, Scatter>(StringComparer.Ordinal);
        foreach (var (name, own) in classes)
        {
            var (above, prior) = Next(name, own.Rows) is { } next ? (scales[next].Scale, worthOfAbove) : (0, 0);
            var scale = Mean(own.Both, own.Worth, above, prior);
            scales[name] = (scale, own.Worth + prior);
            scatters[name] = new Scatter(
                Mean(own.Below, own.Worth / 2, scale, worthOfAbove),
                Mean(own.Above, own.Worth / 2, scale, worthOfAbove),
                own.Worth + prior
            );
        }

        return scatters;
    }

    // One with the very same rows would count them twice.
    private string? Next(string name, int count) =>
        IntervalClass.AndAbove(IntervalClass.Above(name)).FirstOrDefault(path => classes[path].Rows > count);

    private static double Mean(double own, double worth, double above, double prior) =>
        Math.Sqrt(((worth * own * own) + (prior * above * above)) / (worth + prior));
}
