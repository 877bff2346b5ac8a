namespace LlmCostSim.Reporting.Documents;

/// <summary>What a text means for its reader; each writer has its own way of showing that, and none relies on colour alone.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Quiet,
    Good,
    Caution,
    Bad,
}
