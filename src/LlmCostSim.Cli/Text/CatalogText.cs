using System.Globalization;
using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Lowering;
using LlmCostSim.Models;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>The catalogues as people read them.</summary>
internal static class CatalogText
{
    public static void WriteModels(Terminal terminal, IReadOnlyList<ModelEntry> models)
    {
        var table = Table(["model", "parameters", "active", "layers", "hidden", "heads (kv)", "sequence", "licence"], [1, 2, 3, 4, 5, 6]);
        foreach (var model in models)
        {
            var (spec, total, active) = (model.Spec, ParameterCount.Total(model.Spec), ParameterCount.Active(model.Spec));
            table.AddRow(
                model.Id,
                Show.Whole(total),
                active == total ? "" : Show.Whole(active),
                Number(spec.Layers + spec.EncoderLayers),
                Number(spec.HiddenSize),
                $"{spec.Attention.Heads} ({spec.Attention.KeyValueHeads})",
                Number(spec.MaxSequence),
                Markup.Escape(model.Card.License));
        }

        terminal.Renderer().Write(table);
    }

    public static void WriteModel(Terminal terminal, ModelEntry model)
    {
        var (console, card, spec) = (terminal.Renderer(), model.Card, model.Spec);
        console.MarkupLine($"[bold]{Markup.Escape(model.Name)}[/] ({Markup.Escape(model.Id)})");
        var table = Table(["", ""], []);
        table.ShowHeaders = false;
        Row(table, "parameters", Show.Whole(ParameterCount.Total(spec)) + Alternative(card));
        Row(table, "active parameters", ParameterCount.Active(spec) is var active && active != ParameterCount.Total(spec) ? Show.Whole(active) : "");
        Row(table, "creator", card.Creator);
        Row(table, "base model", card.BaseModel);
        Row(table, "licence", card.License);
        Row(table, "commercial use", card.CommercialUse.ToString());
        Row(table, "training tokens", card.TrainingTokens is { } tokens ? Show.Count(tokens) : card.TrainingData);
        Row(table, "layers", spec.EncoderLayers > 0 ? $"{spec.EncoderLayers} encoder, {spec.Layers} decoder" : Number(spec.Layers));
        Row(table, "hidden size", Number(spec.HiddenSize));
        Row(table, "attention", $"{spec.Attention.Heads} heads of {spec.Attention.HeadDim}, {spec.Attention.KeyValueHeads} key-value heads");
        Row(table, "feed-forward", $"{spec.FeedForwardSize}, {spec.FeedForward}");
        Row(table, "experts", spec.Mixture is { } mixture ? $"{mixture.ExpertsPerToken} of {mixture.Experts}, each {mixture.ExpertSize}" : "");
        Row(table, "norm, positions", $"{spec.Norm}, {spec.Positions}");
        Row(table, "vocabulary", Number(spec.Vocabulary) + (spec.TiedEmbeddings ? ", head tied to the embedding" : ""));
        Row(table, "longest sequence", Number(spec.MaxSequence));
        Row(table, "notes", card.Notes);
        console.Write(table);
        WriteOrigins(console, card.Sources, card.Unverified);
    }

    public static void WriteAccelerators(Terminal terminal, IReadOnlyList<Accelerator> accelerators)
    {
        var table = Table(["accelerator", "bf16 TFLOP/s", "fp8", "memory", "GB/s", "link GB/s", "per node", "W"], [1, 2, 3, 4, 5, 6, 7]);
        foreach (var gpu in accelerators)
        {
            table.AddRow(
                gpu.Id,
                Number((gpu.Peak.Bf16 ?? gpu.Peak.Fp16)?.TeraflopsPerSecond ?? 0),
                Number(gpu.Peak.Fp8?.TeraflopsPerSecond ?? 0),
                Show.Of(gpu.UsableMemory),
                Number(gpu.MemoryBandwidth.GBPerSecond),
                Number(gpu.IntraNodeBandwidth.GBPerSecond),
                Number(gpu.PerNode),
                Number(gpu.BoardPower.TotalWatts));
        }

        terminal.Renderer().Write(table);
    }

    public static void WriteAccelerator(Terminal terminal, Accelerator gpu)
    {
        var console = terminal.Renderer();
        console.MarkupLine($"[bold]{Markup.Escape(gpu.Id)}[/] {Markup.Escape(gpu.Vendor)} {Markup.Escape(gpu.FormFactor)}");
        var table = Table(["", ""], []);
        table.ShowHeaders = false;
        Row(table, "dense peak", string.Join(", ", Peaks(gpu.Peak)) + " TFLOP/s");
        Row(table, "memory", $"{Show.Of(gpu.MemoryCapacity)} {gpu.MemoryType}, usable {Show.Of(gpu.UsableMemory)}");
        Row(table, "memory bandwidth", Number(gpu.MemoryBandwidth.GBPerSecond) + " GB/s");
        Row(table, "cores", $"{gpu.SmCount} SMs, {Number(gpu.BoostClockMHz)} MHz");
        Row(table, "board power", gpu.BoardPower.TotalWatts > 0 ? Number(gpu.BoardPower.TotalWatts) + " W" : "not published");
        Row(table, "link in the node", $"{gpu.IntraNodeLink}, {Number(gpu.IntraNodeBandwidth.GBPerSecond)} GB/s per direction");
        Row(table, "host link", Number(gpu.HostBandwidth.GBPerSecond) + " GB/s per direction");
        Row(table, "per node", Number(gpu.PerNode));
        Row(table, "also known as", string.Join(", ", gpu.Aliases));
        Row(table, "notes", gpu.Notes);
        console.Write(table);
        WriteOrigins(console, gpu.Sources, gpu.Unverified);
    }

    private static IEnumerable<string> Peaks(PeakRates peak)
    {
        (string Name, Units.FlopRate? Rate)[] all =
            [("fp32", peak.Fp32), ("tf32", peak.Tf32), ("fp16", peak.Fp16), ("bf16", peak.Bf16), ("fp8", peak.Fp8), ("int8", peak.Int8), ("int4", peak.Int4)];
        return all.Where(static p => p.Rate is not null).Select(static p => $"{p.Name} {Number(p.Rate!.Value.TeraflopsPerSecond)}");
    }

    private static void WriteOrigins(IAnsiConsole console, IReadOnlyList<FactSource> sources, IReadOnlyList<UnverifiedFact> unverified)
    {
        console.MarkupLine("[bold]Sources[/]");
        foreach (var source in sources)
        {
            console.WriteLine($"- {string.Join(", ", source.Facts)}: {source.Source}");
        }

        foreach (var fact in unverified)
        {
            console.WriteLine($"- {fact.Fact} is unverified ({fact.Reason}); {fact.Basis}");
        }
    }

    private static string Alternative(ModelCard card) => card.AlternativeParameters is { } other
        ? string.Create(CultureInfo.InvariantCulture, $" (also counted as {other:#,0})") : "";

    private static Table Table(string[] headers, int[] right)
    {
        var table = new Table { Border = TableBorder.None };
        for (var i = 0; i < headers.Length; i++)
        {
            table.AddColumn(new TableColumn(headers[i]) { Padding = new Padding(0, 0, 2, 0), NoWrap = i == 0, Alignment = right.Contains(i) ? Justify.Right : Justify.Left });
        }

        return table;
    }

    private static void Row(Table table, string name, string value)
    {
        if (value.Length > 0)
        {
            table.AddRow(new Spectre.Console.Text(name), new Spectre.Console.Text(value));
        }
    }

    private static string Number(double value) => value == 0 ? "" : value.ToString("0.##", CultureInfo.InvariantCulture);
}
