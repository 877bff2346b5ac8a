using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Strategies;

namespace LlmCostSim.Scenarios;

/// <summary>Reads <c>strategy.adapter</c>.</summary>
internal static class AdapterInput
{
    /// <summary>Reads the adapter; an absent one means that the weights themselves are trained.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="defaults">Where defaults are noted.</param>
    public static AdapterSpec Read(JsonObjectInput strategy, AssumedDefaults defaults)
    {
        if (strategy.Member("adapter") is not { } value)
        {
            return default;
        }

        if (value.Kind == JsonValueKind.String)
        {
            return value.AsChoice(ScenarioNames.Adapters) is { } named ? Complete(named, null, null, null, null, defaults) : default;
        }

        if (value.AsObject() is not { } input)
        {
            return default;
        }

        var kind = input.Required("kind")?.AsChoice(ScenarioNames.Adapters);
        var rank = input.Int("rank", 1, 1_000_000);
        var targets = input.Member("targets") is { } list ? ReadTargets(list) : (AdapterTargets?)null;
        var quantization = input.Choice("quantization", ScenarioNames.Quantizations);
        var twice = input.Bool("doubleQuantization");
        if (kind == AdapterKind.Lora && quantization is not (null or WeightQuantization.None))
        {
            input.Value.Problem("a lora adapter has 16-bit frozen weights; quantized ones make it a qlora adapter");
        }

        if (twice == true && (kind == AdapterKind.Lora || quantization == WeightQuantization.Int8))
        {
            defaults.Note(
                "strategy.adapter.doubleQuantization",
                "of no effect",
                "it is for weights with scales by block: those of a qlora adapter in nf4 or fp4"
            );
        }

        if (kind == AdapterKind.Qlora && quantization == WeightQuantization.None)
        {
            input.Value.Problem("a qlora adapter needs quantized weights; without it is a lora adapter");
        }

        input.Close();
        return kind is { } known ? Complete(known, rank, targets, quantization, twice, defaults) : default;
    }

    private static AdapterSpec Complete(
        AdapterKind kind,
        int? rank,
        AdapterTargets? targets,
        WeightQuantization? quantization,
        bool? twice,
        AssumedDefaults defaults
    )
    {
        var quantized = kind == AdapterKind.Qlora;
        if (rank is null)
        {
            defaults.Note("strategy.adapter.rank", quantized ? 64 : 8, quantized ? "QLoRA's choice" : "LoRA's choice");
        }

        if (targets is null)
        {
            defaults.Note("strategy.adapter.targets", "all-linear");
        }

        if (quantized && quantization is null)
        {
            defaults.Note("strategy.adapter.quantization", "nf4");
        }

        var scaled = quantized && quantization != WeightQuantization.Int8;
        if (scaled && twice is null)
        {
            defaults.Note("strategy.adapter.doubleQuantization", "true");
        }

        return new AdapterSpec(
            kind,
            rank ?? (quantized ? 64 : 8),
            targets ?? AdapterTargets.AllLinear,
            quantized ? quantization ?? WeightQuantization.Nf4 : WeightQuantization.None,
            scaled && (twice ?? true)
        );
    }

    /// <summary>Reads the names of matrices: one, or a list of them.</summary>
    public static AdapterTargets? ReadTargets(JsonInput value)
    {
        if (value.Kind == JsonValueKind.String)
        {
            return value.AsChoice(ScenarioNames.Targets);
        }

        var targets = AdapterTargets.None;
        foreach (var item in value.AsArray())
        {
            targets |= item.AsChoice(ScenarioNames.Targets) ?? AdapterTargets.None;
        }

        if (targets == AdapterTargets.None)
        {
            value.Problem("must name at least one kind of matrix");
            return null;
        }

        return targets;
    }
}
