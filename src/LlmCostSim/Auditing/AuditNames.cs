namespace LlmCostSim.Auditing;

/// <summary>Verdicts and severities as they are written.</summary>
internal static class AuditNames
{
    /// <summary>The verdict's name in reports and data, such as <c>impossible</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Name(this AuditVerdict verdict) =>
        verdict switch
        {
            AuditVerdict.Plausible => "plausible",
            AuditVerdict.Unverifiable => "unverifiable",
            AuditVerdict.Implausible => "implausible",
            AuditVerdict.Inconsistent => "inconsistent",
            _ => "impossible",
        };

    /// <summary>The severity's name in reports, such as <c>ok</c>.</summary>
    /// <param name="severity">The severity.</param>
    public static string Name(this FindingSeverity severity) =>
        severity switch
        {
            FindingSeverity.Ok => "ok",
            FindingSeverity.Note => "note",
            FindingSeverity.Implausible => "implausible",
            FindingSeverity.Inconsistent => "inconsistent",
            _ => "impossible",
        };
}
