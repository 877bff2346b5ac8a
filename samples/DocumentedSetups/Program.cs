// Every documented setup beside what the simulator says, from the library: what `llmcost reproduce` prints.
using LlmCostSim.Setups;

IReadOnlyList<Reproduction> rows = new Reproducer().Run(SetupCatalog.All);
foreach (Reproduction row in rows)
{
    Console.WriteLine($"{row.Id,-36} {row.Documented,14:G6} {row.Simulated,14:G6} {row.Unit,-12} {row.Verdict}");
}

return rows.All(row => row.Verdict == row.Expected) ? 0 : 1;
