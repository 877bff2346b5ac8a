namespace LlmCostSim.Cli.Import;

/// <summary>One value of a YAML file.</summary>
internal sealed class YamlNode
{
    /// <summary>Line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The text of a scalar; <see langword="null"/> for a list or a mapping.</summary>
    public string? Scalar { get; init; }

    /// <summary>Whether the scalar was quoted, so that it is a text whatever it looks like.</summary>
    public bool Quoted { get; init; }

    /// <summary>The items of a list, or <see langword="null"/>.</summary>
    public List<YamlNode>? Items { get; init; }

    /// <summary>The members of a mapping, or <see langword="null"/>.</summary>
    public List<(string Name, YamlNode Value)>? Members { get; init; }

    /// <summary>Whether the node is still being read: an alias to it would be a cycle.</summary>
    public bool Open { get; set; }
}
