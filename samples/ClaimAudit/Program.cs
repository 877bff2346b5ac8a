// Was Falcon-40B really trained on 2,500 billion tokens in two weeks? What an article says, and what its makers say.
using LlmCostSim.Auditing;

var article = """
    {
      "name": "the article", "model": "falcon-40b", "tokens": 2.5e12, "days": 14,
      "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 },
      "strategy": { "tensor": 1, "pipeline": 2, "data": 192 }
    }
    """;
var makers = """
    {
      "name": "its makers", "model": "falcon-40b", "tokens": 1e12, "days": 60,
      "cluster": { "accelerator": "A100-SXM-40GB", "count": 384 },
      "strategy": { "tensor": 8, "pipeline": 4, "data": 12, "sharding": "zero1" }
    }
    """;

var (reader, auditor) = (new ClaimReader(), new Auditor());
foreach (string json in new[] { article, makers })
{
    AuditResult result = auditor.Audit(reader.Read(json));
    Console.WriteLine($"{result.Name}: {result.Verdict}, {result.Figure("mfu"):P0} of the peak");
    foreach (AuditFinding finding in result.Findings.Where(finding => finding.Severity > FindingSeverity.Note))
    {
        Console.WriteLine($"  {finding.Text}");
    }

    foreach (string change in result.TrueIf)
    {
        Console.WriteLine($"  true with {change}");
    }
}
