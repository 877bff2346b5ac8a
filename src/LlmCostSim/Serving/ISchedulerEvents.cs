namespace LlmCostSim.Serving;

/// <summary>What a scheduler tells whoever runs it.</summary>
internal interface ISchedulerEvents
{
    /// <summary>A request has its first token.</summary>
    public void FirstToken(int slot, double time);

    /// <summary>A request has its last token; its place in the pool may be used again.</summary>
    public void Finished(int slot, double time);

    /// <summary>A request has its first token and goes on in another replica.</summary>
    public void HandedOver(int slot, double time);
}
