using System.CommandLine;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Cli;

/// <summary>Options that several verbs have.</summary>
internal static class CommonOptions
{
    /// <summary><c>--json</c>: one JSON document and nothing else.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Write one JSON document and nothing else." };

    /// <summary><c>--no-timing</c>: leave wall-clock figures out, so that equal inputs give equal bytes.</summary>
    public static Option<bool> NoTiming() => new("--no-timing") { Description = "Leave out wall-clock figures, so that equal inputs give equal bytes." };

    /// <summary><c>--flops-convention</c>.</summary>
    public static Option<string> FlopsConvention()
    {
        var option = new Option<string>("--flops-convention")
        {
            Description = "How causal attention is counted in flops, mfu and hfu: 'causal' counts the lower triangle once, 'full' the whole square.",
            DefaultValueFactory = static _ => "causal",
        };
        option.AcceptOnlyFromAmong("causal", "full");
        return option;
    }

    /// <summary>An estimator that counts as asked.</summary>
    public static Estimator Estimator(string? convention) => new()
    {
        Options = new EstimateOptions { FlopsConvention = convention == "full" ? Scenarios.FlopsConvention.Full : Scenarios.FlopsConvention.CausalHalved },
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
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} has to be at least 1");
            }
        });
        return option;
    }
}
