namespace LlmCostSim.Economics;

/// <summary>What is usually left of a long run's time, where a source gives the calendar and not the steps.</summary>
internal static class UsualGoodput
{
    /// <summary>
    /// Share of the calendar time of a run on several nodes in which it makes progress, the rest being failures, restarts, checkpoints and
    /// evaluation: more than 90 % in Llama 3's (arXiv 2407.21783, section 3.3.4) and MegaScale's (arXiv 2402.15627), 88 % in BLOOM's (its
    /// logged steps over its calendar).
    /// </summary>
    public const double OfCalendar = 0.9;
}
