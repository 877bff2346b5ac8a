namespace LlmCostSim.Validation;

/// <summary>The predictors of all kinds of rows.</summary>
internal static class RowPredictors
{
    public static IReadOnlyList<IRowPredictor> All(ValidationCatalogs catalogs) =>
        [
            new GemmRows(catalogs),
            new AttentionRows(catalogs),
            new OperatorRows(catalogs),
            new CollectiveRows(catalogs),
            new ElementwiseRows(catalogs),
            new HostOverheadRows(catalogs),
            new InferenceWeightRows(catalogs),
            new InferenceRows(catalogs),
            new RunRows(catalogs),
            new TrainingRows(catalogs),
            new TrainingMemoryRows(catalogs),
            new MemoryRows(catalogs),
        ];
}
