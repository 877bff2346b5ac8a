namespace LlmCostSim.Cli;

/// <summary>Texts inside the tool's assembly: examples of the help, scripts of the shells, templates of scenarios.</summary>
internal static class EmbeddedText
{
    /// <summary>The text of a name, such as <c>templates/training.json</c>.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    public static string Read(string name)
    {
        using var stream =
            typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"no embedded text '{name}'", name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
