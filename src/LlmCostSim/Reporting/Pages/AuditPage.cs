using LlmCostSim.Auditing;
using LlmCostSim.Reporting.Documents;

namespace LlmCostSim.Reporting.Pages;

/// <summary>Audits of published claims.</summary>
internal static class AuditPage
{
    private static readonly Column[] Findings = [new("check"), new("finding"), new("what") { Wraps = true }];

    /// <summary>One claim in full.</summary>
    public static Document Of(Claim claim, AuditResult result)
    {
        var blocks = new List<Block>
        {
            new Paragraph(claim.Source, result.Verdict.Name(), ToneOf(result.Verdict)),
            new Heading("What was checked"),
            new Table(
                Findings,
                [
                    .. result.Findings.Select(static f =>
                        (IReadOnlyList<Cell>)[f.Check, new Cell(f.Severity.Name()).In(ToneOf(f.Severity)), f.Text]
                    ),
                ]
            ),
        };
        if (result.TrueIf.Count > 0)
        {
            blocks.Add(new Heading("It would be true with"));
            blocks.Add(new Bullets(result.TrueIf));
        }

        var data = new Table(
            [.. Findings, Column.Number("value"), Column.Number("limit"), new Column("unit")],
            [
                .. result.Findings.Select(static f =>
                    (IReadOnlyList<Cell>)[f.Check, f.Severity.Name(), f.Text, new Cell("", f.Value), new Cell("", f.Limit), f.Unit]
                ),
            ]
        );
        return new Document("Audit" + (result.Name.Length > 0 ? " of " + result.Name : ""), blocks, data);
    }

    /// <summary>Many claims, a line each.</summary>
    public static Document Of(IReadOnlyList<KeyValuePair<ShippedClaim, AuditResult>> results)
    {
        var blocks = new List<Block>();
        Column[] columns =
        [
            new("claim"),
            new("by") { Rank = 2 },
            Column.Number("implied MFU", "fraction", 1),
            new("verdict"),
            new("decided by") { Wraps = true },
        ];
        foreach (var family in results.GroupBy(static pair => pair.Key.Family))
        {
            blocks.Add(new Table(columns, [.. family.Select(static pair => Row(pair.Key, pair.Value))]) { Title = family.Key });
        }

        blocks.Add(
            new Heading(
                "In all",
                string.Join(
                    ", ",
                    results
                        .GroupBy(static pair => pair.Value.Verdict)
                        .OrderBy(static group => group.Key)
                        .Select(static group => $"{group.Count()} {group.Key.Name()}")
                )
            )
        );
        foreach (var (claim, result) in results.Where(static pair => pair.Value.Verdict != pair.Key.Expected))
        {
            blocks.Add(new Paragraph($"{result.Verdict.Name()}, expected {claim.Expected.Name()}", claim.Id + ":", Tone.Bad));
        }

        return new Document(
            "Audit of published claims",
            blocks,
            new Table(
                [new Column("family"), .. columns],
                [.. results.Select(static pair => (IReadOnlyList<Cell>)[pair.Key.Family, .. Row(pair.Key, pair.Value)])]
            )
        );
    }

    private static IReadOnlyList<Cell> Row(ShippedClaim claim, AuditResult result) =>
        [
            claim.Id,
            claim.Version,
            result.Figure("mfu") is { } mfu ? Cell.Percent(mfu) : "—",
            new Cell(result.Verdict.Name()).In(ToneOf(result.Verdict)),
            result.Verdict is AuditVerdict.Plausible or AuditVerdict.Unverifiable ? claim.Reason : result.Findings[0].Text,
        ];

    private static Tone ToneOf(AuditVerdict verdict) =>
        verdict switch
        {
            AuditVerdict.Plausible => Tone.Good,
            AuditVerdict.Unverifiable => Tone.Strong,
            AuditVerdict.Implausible => Tone.Caution,
            _ => Tone.Bad,
        };

    private static Tone ToneOf(FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Ok => Tone.Good,
            FindingSeverity.Note => Tone.Plain,
            FindingSeverity.Implausible => Tone.Caution,
            _ => Tone.Bad,
        };
}
