namespace LlmCostSim.Cli;

/// <summary>What a bare <c>llmcost</c> says.</summary>
internal static class Welcome
{
    private const string Text = """
        llmcost: does it fit, how long, how much? Large language models, estimated before a GPU is rented.

        To begin:
          llmcost estimate falcon-7b              a shipped scenario: Falcon-7B on 384 A100 40GB
          llmcost compare full-vs-qlora           why 65B needs 780 GB one way and 48 GB the other
          llmcost fit --gpu RTX-4090              what fits your card
          llmcost models                          the models that scenarios may name
          llmcost gpus A100-SXM-80GB              the facts of one accelerator, with their sources

        Your own job:
          llmcost init my-job.json                writes a commented scenario (--kind qlora, inference, serving)
          llmcost estimate my-job.json            memory, time, cost, and how sure they are
          llmcost explain my-job.json mfu         formula, inputs and source of any figure
          llmcost plan my-job.json                searches what the strategy leaves open
          llmcost estimate my-job.json --format html > report.html

        `llmcost --help` lists all verbs, `llmcost VERB --help` what a verb takes.
        """;

    public static int Show(Terminal terminal)
    {
        terminal.Output.WriteLine(Text);
        return ExitCode.Success;
    }
}
