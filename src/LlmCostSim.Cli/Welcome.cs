namespace LlmCostSim.Cli;

/// <summary>What a bare <c>llmcost</c> says.</summary>
internal static class Welcome
{
    private const string Text = """
        llmcost: does it fit, how long, how much? Large language models, estimated before a GPU is rented.

        To begin:
          llmcost estimate falcon-7b              a shipped scenario: Falcon-7B on 384 A100 40GB
          llmcost compare full-vs-qlora           why 65B needs 780 GB one way and 48 GB the other
          llmcost models                          the models that scenarios may name
          llmcost gpus A100-SXM-80GB              the facts of one accelerator, with their sources
          llmcost estimate my.json --json         your own scenario, for a machine to read

        A scenario is a JSON file:
          {
            "model": "llama-2-7b",
            "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 },
            "strategy": { "sharding": "fsdp-full", "recompute": "full" },
            "workload": { "sequenceLength": 4096, "globalBatch": 64, "tokens": "1 B" }
          }
        Everything left out is taken from a stated default, which the report lists.

        `llmcost --help` lists all verbs, `llmcost VERB --help` what a verb takes.
        """;

    public static int Show(Terminal terminal)
    {
        terminal.Output.WriteLine(Text);
        return ExitCode.Success;
    }
}
