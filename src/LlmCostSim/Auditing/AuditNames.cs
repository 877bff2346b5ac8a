namespace LlmCostSim.Auditing;

/// <summary>Verdicts and severities as they are written: the names of their members in lower case, as claim files have them.</summary>
internal static class AuditNames
{
    /// <summary>The verdict's name in reports, such as <c>impossible</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string Name(this AuditVerdict verdict) => verdict.ToString().ToLowerInvariant();

    /// <summary>The severity's name in reports, such as <c>ok</c>.</summary>
    /// <param name="severity">The severity.</param>
    public static string Name(this FindingSeverity severity) => severity.ToString().ToLowerInvariant();
}
