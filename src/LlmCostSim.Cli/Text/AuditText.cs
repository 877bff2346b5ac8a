using System.Globalization;
using LlmCostSim.Auditing;
using Spectre.Console;

namespace LlmCostSim.Cli.Text;

/// <summary>Audits as people read them.</summary>
internal static class AuditText
{
    public static void Write(Terminal terminal, Claim claim, AuditResult result)
    {
        var console = terminal.Renderer();
        console.MarkupLine($"{Coloured(result.Verdict)}{(claim.Source.Length > 0 ? Markup.Escape("  " + claim.Source) : "")}");
        console.WriteLine();
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("check");
        table.AddColumn("finding");
        table.AddColumn("what");
        foreach (var finding in result.Findings)
        {
            table.AddRow(Markup.Escape(finding.Check), Coloured(finding.Severity), Markup.Escape(finding.Text));
        }

        console.Write(table);
        if (result.TrueIf.Count > 0)
        {
            console.WriteLine("It would be true with:");
            foreach (var sentence in result.TrueIf)
            {
                console.WriteLine("  - " + sentence);
            }
        }
    }

    public static void WriteTable(Terminal terminal, IReadOnlyList<KeyValuePair<ShippedClaim, AuditResult>> results)
    {
        var console = terminal.Renderer();
        foreach (var family in results.GroupBy(static pair => pair.Key.Family))
        {
            var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(family.Key)) };
            table.AddColumn("claim");
            table.AddColumn("by");
            table.AddColumn(new TableColumn("implied MFU").RightAligned());
            table.AddColumn("verdict");
            table.AddColumn("decided by");
            foreach (var (claim, result) in family)
            {
                var decided = result.Verdict is AuditVerdict.Plausible or AuditVerdict.Unverifiable ? claim.Reason : result.Findings[0].Text;
                table.AddRow(
                    Markup.Escape(claim.Id),
                    claim.Version,
                    result.Figure("mfu") is { } mfu ? mfu.ToString("0.0 %", CultureInfo.InvariantCulture) : "—",
                    Coloured(result.Verdict),
                    Markup.Escape(decided));
            }

            console.Write(table);
        }

        console.WriteLine(string.Join(", ", results.GroupBy(static pair => pair.Value.Verdict).OrderBy(static group => group.Key).Select(static group => $"{group.Count()} {group.Key.Name()}")));
        foreach (var (claim, result) in results.Where(static pair => pair.Value.Verdict != pair.Key.Expected))
        {
            console.MarkupLine($"[red]{Markup.Escape(claim.Id)}: {result.Verdict.Name()}, expected {claim.Expected.Name()}[/]");
        }
    }

    private static string Coloured(AuditVerdict verdict) => verdict switch
    {
        AuditVerdict.Plausible => "[green]plausible[/]",
        AuditVerdict.Unverifiable => "unverifiable",
        AuditVerdict.Implausible => "[yellow]implausible[/]",
        _ => $"[red]{verdict.Name()}[/]",
    };

    private static string Coloured(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Ok => "[green]ok[/]",
        FindingSeverity.Note => "note",
        FindingSeverity.Implausible => "[yellow]implausible[/]",
        _ => $"[red]{severity.Name()}[/]",
    };
}
