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
                error.WriteLine(token.StartsWith('-') ? $"no option '{token}'{NearestName.Hint(token, Options(result))}" : $"nothing to do with '{token}'");
            }

            // The unmatched tokens are said already, and that a verb is missing follows from an unknown one.
            foreach (var message in result.Errors.Select(static e => e.Message).Where(message => !result.UnmatchedTokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal))))
            {
                error.WriteLine(message);
            }
        }

        error.WriteLine(root ? "`llmcost --help` lists the verbs." : $"`llmcost {verb.Name} --help` says what it takes.");
    }

    // Those of the verb and of the command above it, which the verb has, too.
    private static IEnumerable<string> Options(ParseResult result)
    {
        for (var at = result.CommandResult; at is not null; at = at.Parent as CommandResult)
        {
            foreach (var option in at.Command.Options)
            {
                yield return option.Name;
            }
        }
    }
}
