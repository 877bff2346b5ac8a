using System.Globalization;
using System.Text.Json;

namespace LlmCostSim.Input;

/// <summary>
/// One value of an input file, with its path and the list that problems go to. Readers never throw: they note what is wrong and give back a
/// default, so that the author of a file sees every problem at once.
/// </summary>
internal sealed class JsonInput
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 64;

    /// <summary>Longest text that is read, in characters: 16 Mi.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>How all input is parsed: comments and trailing commas are allowed, depth is bounded.</summary>
    public static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    private readonly JsonInput? parent;
    private readonly string? member;
    private readonly int index;

    internal JsonInput(JsonElement element, InputProblems problems, JsonInput? parent, string? member, int index)
    {
        Element = element;
        Problems = problems;
        this.parent = parent;
        this.member = member;
        this.index = index;
    }

    /// <summary>The value itself.</summary>
    public JsonElement Element { get; }

    /// <summary>Name of the member that the value is, or <see langword="null"/>.</summary>
    public string? Name => member;

    /// <summary>Whether a reader has asked for the member.</summary>
    public bool Read { get; set; }

    /// <summary>Where problems go.</summary>
    public InputProblems Problems { get; }

    /// <summary>Kind of the value.</summary>
    public JsonValueKind Kind => Element.ValueKind;

    /// <summary>JSON path of the value, such as <c>$.layers[3].size</c>; made only when asked for.</summary>
    public string Path =>
        parent is null ? "$"
        : member is null ? string.Create(CultureInfo.InvariantCulture, $"{parent.Path}[{index}]")
        : IsPlain(member) ? $"{parent.Path}.{member}"
        : $"{parent.Path}['{member.Replace("'", "\\'", StringComparison.Ordinal)}']";

    /// <summary>Parses a text; comments and trailing commas are allowed, depth and size are bounded.</summary>
    /// <param name="json">The text.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The root, or <see langword="null"/> when the text is not JSON (noted).</returns>
    public static JsonInput? Parse(string json, InputProblems problems)
    {
        if (json.Length > MaxLength)
        {
            problems.Add(
                "$",
                string.Create(CultureInfo.InvariantCulture, $"the text has {json.Length} characters; at most {MaxLength} are read")
            );
            return null;
        }

        if (string.IsNullOrWhiteSpace(json))
        {
            problems.Add("line 1, column 1", "not valid JSON: there is nothing in it");
            return null;
        }

        try
        {
            return new JsonInput(JsonElement.Parse(json, Lenient), problems, null, null, 0);
        }
        catch (JsonException exception)
        {
            problems.Add(JsonErrors.Place(exception), "not valid JSON: " + JsonErrors.Brief(exception));
            return null;
        }
        catch (ArgumentException)
        {
            // Lone surrogates cannot be encoded.
            problems.Add("$", "not valid JSON: the text is not valid Unicode");
            return null;
        }
    }

    /// <summary>Notes a problem with this value.</summary>
    /// <param name="message">What is wrong.</param>
    public void Problem(string message) => Problems.Add(Path, message);

    /// <summary>The value as an object; <see langword="null"/> (noted) when it is something else.</summary>
    public JsonObjectInput? AsObject()
    {
        if (Kind == JsonValueKind.Object)
        {
            return new JsonObjectInput(this);
        }

        Problem($"must be an object, not {Describe(Kind)}");
        return null;
    }

    /// <summary>The items of an array; empty (noted) when the value is something else.</summary>
    public IReadOnlyList<JsonInput> AsArray()
    {
        if (Kind != JsonValueKind.Array)
        {
            Problem($"must be a list, not {Describe(Kind)}");
            return [];
        }

        var items = new List<JsonInput>(Element.GetArrayLength());
        foreach (var item in Element.EnumerateArray())
        {
            items.Add(new JsonInput(item, Problems, this, null, items.Count));
        }

        return items;
    }

    /// <summary>The value as text; <see langword="null"/> (noted) when it is something else or blank.</summary>
    public string? AsText()
    {
        try
        {
            if (Kind == JsonValueKind.String && Element.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
            {
                return text;
            }
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 without its partner.
            Problem("is not valid Unicode");
            return null;
        }

        Problem(Kind == JsonValueKind.String ? "must not be blank" : $"must be a text, not {Describe(Kind)}");
        return null;
    }

    /// <summary>The value as true or false; <see langword="null"/> (noted) when it is something else.</summary>
    public bool? AsBool()
    {
        if (Kind is JsonValueKind.True or JsonValueKind.False)
        {
            return Kind == JsonValueKind.True;
        }

        Problem($"must be true or false, not {Describe(Kind)}");
        return null;
    }

    /// <summary>The value as a whole number; a text such as <c>"2 k"</c> is read as a count.</summary>
    /// <param name="min">Smallest that is allowed.</param>
    /// <param name="max">Largest that is allowed.</param>
    public long? AsLong(long min, long max)
    {
        if (AsQuantity(QuantityKind.Count, 1, min, max) is not { } number)
        {
            return null;
        }

        if (Math.Floor(number) != number)
        {
            Problem(string.Create(CultureInfo.InvariantCulture, $"must be a whole number, not {number:R}"));
            return null;
        }

        return (long)number;
    }

    /// <summary>The value as a quantity in the base unit of its kind: a number in the stated unit, or a text with a unit.</summary>
    /// <param name="kind">What is measured.</param>
    /// <param name="plainUnit">Base units per plain number: 1e9/8 where plain numbers are Gbit/s.</param>
    /// <param name="min">Smallest that is allowed, base unit.</param>
    /// <param name="max">Largest that is allowed, base unit.</param>
    public double? AsQuantity(QuantityKind kind, double plainUnit, double min, double max)
    {
        double number;
        if (Kind == JsonValueKind.Number)
        {
            // "1e999" is valid JSON and reads as infinite.
            if (!Element.TryGetDouble(out number) || !double.IsFinite(number *= plainUnit))
            {
                Problem("must be a finite number");
                return null;
            }
        }
        else if (Kind == JsonValueKind.String)
        {
            if (AsText() is not { } text)
            {
                return null;
            }

            if (!QuantityText.TryParse(text, kind, out number))
            {
                Problem($"'{Short(text)}' is not a quantity; give a number, or a text with one of the units {QuantityText.Known(kind)}");
                return null;
            }
        }
        else
        {
            Problem($"must be a number, not {Describe(Kind)}");
            return null;
        }

        if (number >= min && number <= max)
        {
            return number;
        }

        var shown = string.Create(CultureInfo.InvariantCulture, $"{number / plainUnit:G15}");
        var range =
            double.IsPositiveInfinity(max) || max >= long.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"must be at least {min / plainUnit:G15}, not {shown}")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"must be between {min / plainUnit:G15} and {max / plainUnit:G15}, not {shown}"
                );
        Problem(range);
        return null;
    }

    /// <summary>
    /// The value as one of a list of names, ignoring case; <see langword="null"/> (noted, with the nearest name) when it is none of them.
    /// </summary>
    /// <typeparam name="T">What the names stand for.</typeparam>
    /// <param name="names">Names and meanings.</param>
    public T? AsChoice<T>((string Name, T Value)[] names)
        where T : struct
    {
        if (AsText() is not { } text)
        {
            return null;
        }

        foreach (var (name, value) in names)
        {
            if (string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var known = names.Select(static n => n.Name);
        var hint = NearestName.Hint(text, known);
        Problem($"'{Short(text)}' is not known{hint}{(hint.Length > 0 ? " Known: " : "; known: ")}{string.Join(", ", known)}");
        return null;
    }

    /// <summary>A text cut to a length that fits a message.</summary>
    /// <param name="text">Of any length.</param>
    internal static string Short(string text) => text.Length <= 60 ? text : text[..57] + "...";

    private static bool IsPlain(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '$' or '-'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    private static string Describe(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.Null => "null",
            _ => "true or false",
        };
}
