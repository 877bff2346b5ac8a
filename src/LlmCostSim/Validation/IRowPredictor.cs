namespace LlmCostSim.Validation;

/// <summary>Predicts rows of measured data. A prediction never looks at the measured column.</summary>
internal interface IRowPredictor
{
    /// <summary>Whether this predictor is the one for a row; the first that takes it is asked.</summary>
    public bool Takes(MeasuredRow row);

    /// <summary>Predicts a row that it takes.</summary>
    /// <exception cref="UnpredictableRowException">It cannot; the message says why. Any other exception counts as skipped, too, with its
    /// message.</exception>
    public RowPrediction Predict(MeasuredRow row);
}
