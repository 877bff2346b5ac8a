namespace LlmCostSim.Interop;

/// <summary>The variables that a launch script sets for its own options.</summary>
internal sealed class ShellVariables
{
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);

    /// <summary>Sets a variable; the later value counts.</summary>
    public void Set(string name, string value) => variables[name] = value;

    /// <summary>
    /// A value with its variable filled in: $NAME, ${NAME} and ${NAME:-default}; a few rounds, since variables may hold variables. What is
    /// not set stays as it is.
    /// </summary>
    public string Expand(string value)
    {
        for (int round = 0; round < 4 && value.StartsWith('$'); round++)
        {
            string name = value[1..].Trim('{', '}');
            int fallback = name.IndexOf(":-", StringComparison.Ordinal);
            string? standard = fallback >= 0 ? name[(fallback + 2)..] : null;
            name = fallback >= 0 ? name[..fallback] : name;
            if ((variables.GetValueOrDefault(name) ?? standard) is not { } known)
            {
                return value;
            }

            value = known;
        }

        return value;
    }
}
