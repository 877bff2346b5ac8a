using System.Globalization;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>A report as people read it.</summary>
internal static class EstimateText
{
    private const int BarWidth = 30;

    public static void Write(Terminal terminal, Scenario scenario, Report report)
    {
        var console = terminal.Renderer();
        console.MarkupLine($"[bold]{Markup.Escape(Title(scenario))}[/]");
        console.WriteLine(Describe(scenario));
        console.MarkupLine(report.Feasible ? "[green]feasible[/]" : "[red]infeasible[/]: " + Markup.Escape(string.Join("; ", report.Reasons)));
        if (report is TrainingReport training && training.Step.Total.TotalSeconds > 0)
        {
            WriteRemedies(console, training);
            WriteMemory(console, training.Memory);
            WriteStep(console, training);
            WriteSummary(console, training);
        }

        if (report is InferenceReport { Estimate.EndToEnd.TotalSeconds: > 0 } inference)
        {
            WriteInference(console, inference);
        }

        WriteAssumptions(console, report);
    }

    /// <summary>What makes a plan fit; where nothing does, what comes nearest.</summary>
    private static void WriteRemedies(IAnsiConsole console, TrainingReport report)
    {
        const int Most = 4;
        foreach (var remedy in report.Remedies.Take(Most))
        {
            var verdict = remedy.Fits ? "would fit" : "not enough";
            console.MarkupLine($"  {verdict}: {Markup.Escape(remedy.Change)}, {Show.Of(remedy.Needs)}, step {Show.Of(remedy.StepTime)}");
        }
    }

    /// <summary>The scenario's name, or that of its model.</summary>
    public static string Title(Scenario scenario) => scenario.Name.Length > 0 ? scenario.Name : scenario.Model.Id;

    /// <summary>Model, cluster and strategy on one line.</summary>
    public static string Describe(Scenario scenario)
    {
        var cluster = scenario.Cluster;
        var head = string.Create(CultureInfo.InvariantCulture, $"{scenario.Model.Id} on {cluster.Count} × {cluster.Accelerator.Id}");
        return scenario switch
        {
            TrainingScenario training => head + ": " + StrategyText.Describe(training),
            InferenceScenario inference => head + ": " + StrategyText.Describe(inference),
            _ => head,
        };
    }

    private static void WriteMemory(IAnsiConsole console, MemoryReport memory)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]Memory per GPU[/]  {Show.Of(memory.PerGpu)} of {Show.Of(memory.Capacity)} ({Show.Percent(memory.PerGpu / memory.Capacity)}), peak on stage {memory.PeakStage} {memory.PeakAt}");
        console.MarkupLine(MemoryBar.Markup(memory, MemoryBar.Width(console)));
        var table = Table("", "term", "amount", "share", "");
        foreach (var (name, amount) in BreakdownTerms.Of(memory.Breakdown))
        {
            var share = memory.PerGpu.TotalBytes > 0 ? amount / memory.PerGpu : 0;
            table.AddRow(MemoryBar.Letter(name), name, Show.Of(amount), Show.Percent(share), Bar.Of(share, BarWidth));
        }

        console.Write(table);
        console.WriteLine($"allocated {Show.Of(memory.Allocated)}, reserved {Show.Of(memory.Reserved)}");
    }

    private static void WriteInference(IAnsiConsole console, InferenceReport report)
    {
        var (estimate, memory) = (report.Estimate, report.Estimate.Memory);
        console.WriteLine();
        console.MarkupLine($"[bold]Memory per GPU[/]  {Show.Of(memory.Total)} of {Show.Of(report.Capacity)} ({Show.Percent(memory.Total / report.Capacity)})");
        var table = Table("", "term", "amount", "share", "");
        foreach (var (name, amount) in new[] { ("weights", memory.Weights), ("kvCache", memory.KeyValueCache), ("activations", memory.Activations), ("overhead", memory.Overhead) })
        {
            table.AddRow("", name, Show.Of(amount), Show.Percent(amount / memory.Total), Bar.Of(amount / memory.Total, BarWidth));
        }

        console.Write(table);
        console.WriteLine();
        var figures = Table("", "figure", "value", "10 % to 90 %");
        figures.AddRow("", "time to first token", Show.Of(estimate.TimeToFirstToken), Range(report.TimeToFirstToken, v => Show.Of(Units.Duration.FromSeconds(v))));
        figures.AddRow("", "time per output token", Show.Of(estimate.TimePerOutputToken), Range(report.TimePerOutputToken, v => Show.Of(Units.Duration.FromSeconds(v))));
        figures.AddRow("", "end to end", Show.Of(estimate.EndToEnd), "");
        figures.AddRow("", "output tokens per second", Show.Whole(estimate.OutputTokensPerSecond), "");
        figures.AddRow("", "largest batch", Show.Whole(estimate.MaxBatch), "");
        figures.AddRow("", "longest context", Show.Whole(estimate.MaxContext), "");
        figures.AddRow("", "cost per million tokens", Show.Of(report.CostPerMillionTokens), Range(report.Cost, v => Show.Of(new Units.Money(v, report.CostPerMillionTokens.Currency))));
        console.Write(figures);
    }

    private static void WriteStep(IAnsiConsole console, TrainingReport report)
    {
        console.WriteLine();
        console.MarkupLine($"[bold]Step[/]  {Show.Of(report.Step.Total)}");
        var table = Table("", "term", "time", "share", "");
        foreach (var (name, time, always) in BreakdownTerms.Of(report.Step))
        {
            if (always || time.TotalSeconds > 0)
            {
                var share = time / report.Step.Total;
                table.AddRow("", name, Show.Of(time), Show.Percent(share), Bar.Of(share, BarWidth));
            }
        }

        console.Write(table);
    }

    private static void WriteSummary(IAnsiConsole console, TrainingReport report)
    {
        var (speed, run, interval) = (report.Throughput, report.Run, report.Interval);
        console.WriteLine();
        var table = Table("", "figure", "value", "10 % to 90 %");
        table.AddRow("", "step", Show.Of(report.Step.Total), Range(interval.StepSeconds, v => Show.Of(Units.Duration.FromSeconds(v))));
        table.AddRow("", "memory per GPU", Show.Of(report.Memory.PerGpu), Range(interval.PerGpuBytes, v => Show.Of(Units.Bytes.FromBytes(v))));
        table.AddRow("", "tokens per second", Show.Whole(speed.TokensPerSecond), "");
        table.AddRow("", "model TFLOP/s per GPU", Show.Digits(speed.ModelTflopsPerGpu), "");
        table.AddRow("", "MFU, HFU", $"{Show.Percent(speed.Mfu)}, {Show.Percent(speed.Hfu)}", "");
        if (run.Steps > 0)
        {
            table.AddRow("", "steps", Show.Whole(run.Steps), "");
            table.AddRow("", "run", Show.Of(run.Time), "");
            if (run.Checkpoints is { } checkpoints)
            {
                table.AddRow("", "goodput", $"{Show.Percent(run.Goodput)}: a failure every {Show.Of(checkpoints.MeanTimeBetweenFailures)}, a checkpoint of {Show.Of(checkpoints.CheckpointTime)} every {Show.Of(checkpoints.Interval)}", "");
            }

            table.AddRow("", "GPU-hours", Show.Count(run.GpuHours.TotalHours), Range(interval.GpuHours, Show.Count));
            table.AddRow("", "cost", Show.Of(run.Cost), Range(interval.Cost, v => Show.Of(new Units.Money(v, run.Cost.Currency))));
            table.AddRow("", "energy, carbon", $"{Show.Digits(run.Energy.TotalMegawattHours)} MWh, {Show.Digits(run.CarbonTonnes)} t CO2e", "");
        }

        console.Write(table);
    }

    private static void WriteAssumptions(IAnsiConsole console, Report report)
    {
        if (report.Assumptions.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.MarkupLine("[bold]Assumptions[/]");
        foreach (var text in report.Assumptions)
        {
            console.Write(new Padder(new Spectre.Console.Text("- " + text)).Padding(0, 0, 0, 0));
        }
    }

    private static string Range(Quantiles quantiles, Func<double, string> show) => $"{show(quantiles.P10)} to {show(quantiles.P90)}";

    private static Table Table(params string[] headers)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        for (var i = 0; i < headers.Length; i++)
        {
            var column = new TableColumn("") { NoWrap = true, Padding = new Padding(0, 0, 2, 0), Alignment = i is 2 or 3 ? Justify.Right : Justify.Left };
            table.AddColumn(column);
        }

        return table;
    }
}
