namespace LlmCostSim.Auditing;

/// <summary>Collects what the checks find, and what would have to change.</summary>
internal sealed class Findings
{
    private readonly List<AuditFinding> findings = [];
    private readonly List<KeyValuePair<string, double>> implied = [];
    private readonly List<string> trueIf = [];

    public IReadOnlyList<string> TrueIf => trueIf;

    public IReadOnlyList<KeyValuePair<string, double>> Implied => implied;

    public bool HasWorseThanNote => findings.Any(static finding => finding.Severity > FindingSeverity.Note);

    /// <summary>The findings, the worst first and otherwise in the order of the checks.</summary>
    public IReadOnlyList<AuditFinding> Sorted =>
        [.. findings.OrderByDescending(static finding => finding.Severity == FindingSeverity.Ok ? -1 : (int)finding.Severity)];

    public AuditVerdict Verdict =>
        findings.Count == 0
            ? AuditVerdict.Unverifiable
            : findings.Max(static finding => finding.Severity) switch
            {
                FindingSeverity.Impossible => AuditVerdict.Impossible,
                FindingSeverity.Inconsistent => AuditVerdict.Inconsistent,
                FindingSeverity.Implausible => AuditVerdict.Implausible,
                _ => findings.Any(static finding => finding.Severity == FindingSeverity.Ok)
                    ? AuditVerdict.Plausible
                    : AuditVerdict.Unverifiable,
            };

    public void Add(string check, FindingSeverity severity, double? value, double? limit, string unit, FormattableString text) =>
        findings.Add(new AuditFinding(check, severity, value, limit, unit, Words.Join(text)));

    /// <summary>Adds a finding without figures, unless one of its name is there.</summary>
    public void AddOnce(string check, FindingSeverity severity, FormattableString text)
    {
        if (!findings.Exists(finding => finding.Check == check))
        {
            Add(check, severity, null, null, "", text);
        }
    }

    /// <summary>Notes an implied figure where there is one.</summary>
    public void Imply(string name, double? value)
    {
        if (value is { } figure && double.IsFinite(figure))
        {
            implied.Add(new(name, figure));
        }
    }

    public void Change(FormattableString sentence)
    {
        var text = Words.Join(sentence);
        if (!trueIf.Contains(text))
        {
            trueIf.Add(text);
        }
    }
}
