using LlmCostSim.Input;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LlmCostSim.Cli.Import;

/// <summary>
/// Parses YAML into nodes: one document, string keys given once, nesting and size bounded, aliases shared and never cyclic.
/// </summary>
internal sealed class YamlReader
{
    /// <summary>Deepest nesting below the root: the tree it becomes is JSON of <see cref="JsonInput.MaxDepth"/> levels with it.</summary>
    public const int MaxDepth = JsonInput.MaxDepth - 1;

    /// <summary>Most values that are read.</summary>
    public const int MaxNodes = 200_000;

    private readonly Parser parser;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    private int nodes;

    private YamlReader(string text) => parser = new Parser(new StringReader(text));

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The root, or <see langword="null"/> for an empty document.</returns>
    /// <exception cref="InvalidInputException">The text is not YAML, or not within the bounds.</exception>
    public static YamlNode? Parse(string text)
    {
        try
        {
            return new YamlReader(text).ReadDocument();
        }
        catch (YamlException exception)
        {
            throw new InvalidInputException([
                new InputProblem(Place(exception.Start), "not valid YAML: " + JsonInput.Short(exception.Message.Replace('\n', ' '))),
            ]);
        }
        catch (Exception exception)
            when (exception
                    is ArgumentException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
                        or IndexOutOfRangeException
            )
        {
            // The scanner meets some damaged escapes and tags with exceptions of its own code.
            throw new InvalidInputException([new InputProblem("$", "not valid YAML")]);
        }
    }

    private YamlNode? ReadDocument()
    {
        Next();
        if (Next() is not DocumentStart)
        {
            return null;
        }

        var root = Read(Next(), 0);
        Next();
        return Next() is StreamEnd ? root : throw Wrong(parser.Current!, "several documents in one file; give one");
    }

    private ParsingEvent Next()
    {
        parser.MoveNext();
        return parser.Current ?? throw new InvalidInputException([new InputProblem("$", "not valid YAML: the text ends too early")]);
    }

    private YamlNode Read(ParsingEvent current, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Wrong(current, $"nested deeper than {MaxDepth} levels");
        }

        if (++nodes > MaxNodes)
        {
            throw Wrong(current, $"more than the {MaxNodes} values that are read");
        }

        switch (current)
        {
            case AnchorAlias alias:
                return anchors.TryGetValue(alias.Value.Value, out var known) && !known.Open
                    ? known
                    : throw Wrong(current, $"the alias '{JsonInput.Short(alias.Value.Value)}' names nothing, or what it stands in");
            case Scalar scalar:
                return Note(
                    scalar,
                    new YamlNode
                    {
                        Line = Line(current),
                        Scalar = scalar.Value,
                        Quoted = scalar.Style is not ScalarStyle.Plain,
                    }
                );
            case SequenceStart sequence:
                return ReadItems(sequence, depth);
            case MappingStart mapping:
                return ReadMembers(mapping, depth);
            default:
                throw Wrong(current, "a value is missing");
        }
    }

    private YamlNode ReadItems(SequenceStart start, int depth)
    {
        var node = Note(
            start,
            new YamlNode
            {
                Line = Line(start),
                Items = [],
                Open = true,
            }
        );
        for (var current = Next(); current is not SequenceEnd; current = Next())
        {
            node.Items!.Add(Read(current, depth + 1));
        }

        node.Open = false;
        return node;
    }

    private YamlNode ReadMembers(MappingStart start, int depth)
    {
        var node = Note(
            start,
            new YamlNode
            {
                Line = Line(start),
                Members = [],
                Open = true,
            }
        );
        var names = new HashSet<string>(StringComparer.Ordinal);
        var merged = new List<YamlNode>();
        for (var current = Next(); current is not MappingEnd; current = Next())
        {
            if (current is not Scalar key)
            {
                throw Wrong(current, "a name must be a text");
            }

            if (!names.Add(key.Value))
            {
                throw Wrong(current, $"'{JsonInput.Short(key.Value)}' is given twice");
            }

            var value = Read(Next(), depth + 1);
            if (key.Value == "<<")
            {
                merged.Add(value);
            }
            else
            {
                node.Members!.Add((key.Value, value));
            }
        }

        node.Open = false;
        Merge(node, merged, names);
        return node;
    }

    // "<<: *defaults" takes over the members that are not given.
    private void Merge(YamlNode node, List<YamlNode> merged, HashSet<string> names)
    {
        foreach (var source in merged)
        {
            foreach (var mapping in source.Items ?? [source])
            {
                foreach (var (name, value) in mapping.Members ?? [])
                {
                    if (++nodes > MaxNodes)
                    {
                        throw new InvalidInputException([
                            new InputProblem($"line {node.Line}", $"more than the {MaxNodes} values that are read"),
                        ]);
                    }

                    if (names.Add(name))
                    {
                        node.Members!.Add((name, value));
                    }
                }
            }
        }
    }

    private YamlNode Note(NodeEvent start, YamlNode node)
    {
        if (!start.Anchor.IsEmpty)
        {
            anchors[start.Anchor.Value] = node;
        }

        return node;
    }

    private static int Line(ParsingEvent current) => (int)Math.Min(current.Start.Line, int.MaxValue);

    private static string Place(in Mark mark) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {mark.Line}, column {mark.Column}");

    private static InvalidInputException Wrong(ParsingEvent current, string message) =>
        new([new InputProblem(Place(current.Start), message)]);
}
