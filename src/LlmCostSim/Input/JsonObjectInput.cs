using System.Text.Json;

namespace LlmCostSim.Input;

/// <summary>
/// The members of one object of an input file. Asking for a member makes its name known; <see cref="Close"/> then rejects the members that
/// nobody asked for, each with the nearest known name. Duplicate names are noted when the object is opened.
/// </summary>
internal sealed class JsonObjectInput
{
    // Members that a reader asks an object for, as a rule.
    private const int UsuallyAsked = 24;

    private readonly List<JsonInput> members;
    private readonly List<string> known = new(UsuallyAsked);

    /// <summary>Opens an object.</summary>
    /// <param name="value">A value of kind object.</param>
    public JsonObjectInput(JsonInput value)
    {
        Value = value;
        members = new List<JsonInput>(value.Element.GetPropertyCount());
        HashSet<string>? seen = null;
        foreach (var property in value.Element.EnumerateObject())
        {
            if (!TryName(property, out var name))
            {
                value.Problem("has a member whose name is not valid Unicode");
                continue;
            }

            var child = new JsonInput(property.Value, value.Problems, value, name, 0);
            // Few members: a scan beats a set. Many only in hostile files.
            if (members.Count == 32)
            {
                seen = [.. Names];
            }

            if (seen is null ? IndexOf(name) >= 0 : !seen.Add(name))
            {
                child.Problem("is given twice");
                continue;
            }

            members.Add(child);
        }
    }

    /// <summary>The object itself.</summary>
    public JsonInput Value { get; }

    /// <summary>Where problems go.</summary>
    public InputProblems Problems => Value.Problems;

    /// <summary>Names of all members, in the order of the file.</summary>
    public IEnumerable<string> Names => members.Select(static m => m.Name!);

    /// <summary>Whether the member is given (also makes it known).</summary>
    public bool Has(string name) => Member(name) is not null;

    /// <summary>The member, or <see langword="null"/> when it is absent. Null values count as absent.</summary>
    public JsonInput? Member(string name)
    {
        known.Add(name);
        var index = IndexOf(name);
        if (index < 0)
        {
            return null;
        }

        var value = members[index];
        value.Read = true;
        return value.Kind == JsonValueKind.Null ? null : value;
    }

    /// <summary>The member; its absence is noted.</summary>
    public JsonInput? Required(string name)
    {
        var value = Member(name);
        if (value is null)
        {
            Value.Problem($"'{name}' is missing");
        }

        return value;
    }

    /// <summary>The member as an object, or <see langword="null"/> when it is absent or something else.</summary>
    public JsonObjectInput? Object(string name) => Member(name)?.AsObject();

    /// <summary>The member as text, or <see langword="null"/> when it is absent or something else.</summary>
    public string? Text(string name) => Member(name)?.AsText();

    /// <summary>The member as true or false, or <see langword="null"/> when it is absent or something else.</summary>
    public bool? Bool(string name) => Member(name)?.AsBool();

    /// <summary>The member as a whole number, or <see langword="null"/> when it is absent or something else.</summary>
    public int? Int(string name, int min = 0, int max = int.MaxValue) => (int?)Member(name)?.AsLong(min, max);

    /// <summary>The member as a whole number; its absence is noted.</summary>
    public int? RequiredInt(string name, int min = 0, int max = int.MaxValue) => (int?)Required(name)?.AsLong(min, max);

    /// <summary>The member as a number, or <see langword="null"/> when it is absent or something else.</summary>
    public double? Number(string name, double min = 0, double max = double.PositiveInfinity) =>
        Quantity(name, QuantityKind.Count, 1, min, max);

    /// <summary>
    /// The member as a quantity in the base unit of its kind, or <see langword="null"/> when it is absent or something else.
    /// </summary>
    /// <param name="name">Name of the member.</param>
    /// <param name="kind">What is measured.</param>
    /// <param name="plainUnit">Base units per plain number.</param>
    /// <param name="min">Smallest that is allowed, base unit.</param>
    /// <param name="max">Largest that is allowed, base unit.</param>
    public double? Quantity(string name, QuantityKind kind, double plainUnit = 1, double min = 0, double max = double.PositiveInfinity) =>
        Member(name)?.AsQuantity(kind, plainUnit, min, max);

    /// <summary>The member as one of a list of names, or <see langword="null"/> when it is absent or none of them.</summary>
    /// <typeparam name="T">What the names stand for.</typeparam>
    /// <param name="name">Name of the member.</param>
    /// <param name="names">Names and meanings.</param>
    public T? Choice<T>(string name, (string Name, T Value)[] names)
        where T : struct => Member(name)?.AsChoice(names);

    /// <summary>
    /// Names and values of the members that nobody asked for, in the order of the file: for files of other tools, where they are no error.
    /// </summary>
    public IEnumerable<(string Name, JsonInput Value)> Unread => members.Where(static m => !m.Read).Select(static m => (m.Name!, m));

    /// <summary>Names of the members of a member that is an object; none where it is absent or something else. Nothing is noted.</summary>
    public IEnumerable<string> NamesIn(string name) =>
        Member(name) is { Kind: JsonValueKind.Object } value ? value.Element.EnumerateObject().Select(static p => p.Name) : [];

    /// <summary>Notes every member that nobody asked for. <c>$schema</c> is always allowed.</summary>
    public void Close()
    {
        Problems.Closed?.Invoke(Value.Path, known);
        foreach (var value in members)
        {
            var name = value.Name!;
            if (!value.Read && name != "$schema")
            {
                value.Problem($"unknown member '{JsonInput.Short(name)}'{NearestName.Hint(name, known.Distinct(StringComparer.Ordinal))}");
            }
        }
    }

    private static bool TryName(JsonProperty property, out string name)
    {
        try
        {
            name = property.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < members.Count; i++)
        {
            if (string.Equals(members[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
