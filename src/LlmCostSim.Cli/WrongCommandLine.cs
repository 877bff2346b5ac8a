using System.CommandLine;
using System.CommandLine.Parsing;
using LlmCostSim.Input;

namespace LlmCostSim.Cli;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class WrongCommandLine
{
    public static void Describe(ParseResult result, TextWriter error)
    {
        var verb = result.CommandResult.Command;
        var root = verb is RootCommand;
        if (root && result.UnmatchedTokens is [var unknown, ..] && !unknown.StartsWith('-'))
        {
            error.WriteLine($"llmcost has no verb '{unknown}'{NearestName.Hint(unknown, verb.Subcommands.Select(static c => c.Name))}");
        }
        else
        {
            foreach (var token in result.UnmatchedTokens)
            {
                error.WriteLine(token.StartsWith('-') ? NoOption(token, result.CommandResult) : $"nothing to do with '{token}'");
            }

            // The unmatched tokens are said already, and that a verb is missing follows from an unknown one.
            foreach (
                var message in result
                    .Errors.Select(static e => e.Message)
                    .Where(message => !result.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal)))
            )
            {
                error.WriteLine(message);
            }
        }

        error.WriteLine(root ? "`llmcost --help` lists the verbs." : $"`llmcost {verb.Name} --help` says what it takes.");
    }

    /// <summary>
    /// A list of names or files takes whatever follows, an option that the verb does not have among it: says so instead of looking for a
    /// file of that name.
    /// </summary>
    public static Argument<string[]> WithoutOptions(this Argument<string[]> argument)
    {
        argument.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(static token => token.Value.StartsWith("--", StringComparison.Ordinal)))
            {
                result.AddError(NoOption(token.Value, result.Parent as CommandResult));
            }
        });
        return argument;
    }

    private static string NoOption(string token, CommandResult? verb) => $"no option '{token}'{NearestName.Hint(token, Options(verb))}";

    // Those of the verb and of the command above it, which the verb has, too.
    private static IEnumerable<string> Options(CommandResult? verb)
    {
        for (var at = verb; at is not null; at = at.Parent as CommandResult)
        {
            foreach (var option in at.Command.Options)
            {
                yield return option.Name;
            }
        }
    }
}
