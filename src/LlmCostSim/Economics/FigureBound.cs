namespace LlmCostSim.Economics;

/// <summary>How a published figure is to be read.</summary>
internal enum FigureBound
{
    /// <summary>As it stands.</summary>
    Exact,

    /// <summary>The source says "about".</summary>
    About,

    /// <summary>The source gives a lower bound.</summary>
    AtLeast,
}
