namespace LlmCostSim.Economics;

/// <summary>What a grid entry describes.</summary>
internal enum GridKind
{
    /// <summary>A documented training run.</summary>
    DocumentedRun,

    /// <summary>A country's yearly mean.</summary>
    Country,

    /// <summary>The world's mean.</summary>
    World,

    /// <summary>A region of a cloud provider.</summary>
    CloudRegion,

    /// <summary>A data centre of which only the power usage effectiveness is known.</summary>
    PueOnly,

    /// <summary>The default of a documented method.</summary>
    DocumentedMethod,
}
