namespace LlmCostSim.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>The question was answered.</summary>
    public const int Success = 0;

    /// <summary>The plan is infeasible, or a check that was asked for failed.</summary>
    public const int Infeasible = 1;

    /// <summary>The input is wrong; every problem is listed.</summary>
    public const int BadInput = 2;
}
