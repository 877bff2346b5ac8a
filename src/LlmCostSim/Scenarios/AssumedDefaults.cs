using System.Globalization;

namespace LlmCostSim.Scenarios;

/// <summary>Collects what a reader took where the author left something open.</summary>
internal sealed class AssumedDefaults
{
    private readonly List<Assumption> all = new(16);

    /// <summary>The defaults in the order in which they were taken.</summary>
    public IReadOnlyList<Assumption> All => all;

    /// <summary>Software stacks that came with the accelerator's own file.</summary>
    public IReadOnlyList<Stacks.SoftwareStack> Stacks { get; set; } = [];

    /// <summary>Notes a default.</summary>
    /// <param name="path">Path of the member.</param>
    /// <param name="value">What was taken.</param>
    /// <param name="because">Why, or what it means; empty where it goes without saying.</param>
    public void Note(string path, string value, string because = "") => all.Add(Assumption.Default(path, value, because));

    /// <summary>Notes a default that is a number.</summary>
    /// <param name="path">Path of the member.</param>
    /// <param name="value">What was taken.</param>
    /// <param name="because">Why, or what it means; empty where it goes without saying.</param>
    public void Note(string path, double value, string because = "") => Note(path, value.ToString(CultureInfo.InvariantCulture), because);

    /// <summary>Notes what no one value says.</summary>
    public void Add(Assumption assumption) => all.Add(assumption);
}
