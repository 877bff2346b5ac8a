using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    private const string NoTimingName = "--no-timing";

    /// <summary><c>--json</c>: one JSON document and nothing else.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document and nothing else." };

    /// <summary>
    /// <c>--no-timing</c>: leave out how long the answer took, which searches and simulations tell, so that equal inputs give equal bytes.
    /// Every verb takes it, for scripts that compare outputs.
    /// </summary>
    public static Option<bool> NoTiming() =>
        new(NoTimingName) { Description = "Leave out wall-clock figures, so that equal inputs give equal bytes.", Recursive = true };

    /// <summary>Whether the answer may tell how long it took.</summary>
    public static bool TellsTiming(this ParseResult result) => !result.GetValue<bool>(NoTimingName);

    /// <summary><c>--flops-convention</c>.</summary>
    public static Option<string> FlopsConvention()
    {
        var option = new Option<string>("--flops-convention")
        {
            Description =
                "How causal attention is counted in flops, mfu and hfu: 'causal' counts the lower triangle once, 'full' the whole square.",
            DefaultValueFactory = static _ => "causal",
        };
        option.AcceptOnlyFromAmong("causal", "full");
        return option;
    }

    /// <summary>A scenario to read.</summary>
    /// <param name="more">What else there is to know of it.</param>
    public static Argument<string> Scenario(string more = "")
    {
        var argument = new Argument<string>("scenario")
        {
            Description =
                "Scenario file, '-' for standard input, or the name of a shipped scenario" + (more.Length > 0 ? $"; {more}." : "."),
        };
        argument.HelpName = "scenario";
        argument.CompletionSources.Add(static _ => ScenarioFiles.ShippedNames.Select(static name => new CompletionItem(name)));
        return argument;
    }

    /// <summary>A shell may complete the names of the catalogue's models.</summary>
    public static T WithModels<T>(this T symbol)
        where T : Symbol => Completed(symbol, "model", ModelNames);

    /// <summary>A shell may complete the names of the catalogue's accelerators.</summary>
    public static T WithAccelerators<T>(this T symbol)
        where T : Symbol => Completed(symbol, "gpu", AcceleratorNames);

    // Arguments and options have the same two members, each of its own.
    private static T Completed<T>(T symbol, string helpName, Func<CompletionContext, IEnumerable<CompletionItem>> names)
        where T : Symbol
    {
        switch (symbol)
        {
            case Argument argument:
                argument.HelpName = helpName;
                argument.CompletionSources.Add(names);
                break;
            case Option option:
                option.HelpName = helpName;
                option.CompletionSources.Add(names);
                break;
        }

        return symbol;
    }

    private static IEnumerable<CompletionItem> ModelNames(CompletionContext context) =>
        ModelCatalog.Default.Models.Select(static model => new CompletionItem(model.Id));

    private static IEnumerable<CompletionItem> AcceleratorNames(CompletionContext context) =>
        HardwareCatalog.Default.Accelerators.Select(static gpu => new CompletionItem(gpu.Id));

    /// <summary>An estimator that counts as asked.</summary>
    public static Estimator Estimator(string? convention) =>
        new()
        {
            FlopsConvention = convention == "full" ? Scenarios.FlopsConvention.Full : Scenarios.FlopsConvention.CausalHalved,
        };

    /// <summary>A whole number of at least 1.</summary>
    /// <param name="name">Name with its dashes.</param>
    /// <param name="description">What it is.</param>
    /// <param name="usual">The default.</param>
    public static Option<int> Positive(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            // What is no number at all has its own message.
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given)
                && given < 1
            )
            {
                result.AddError($"{name} has to be at least 1");
            }
        });
        return option;
    }
}
