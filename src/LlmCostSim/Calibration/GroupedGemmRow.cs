namespace LlmCostSim.Calibration;

/// <summary>One measured grouped matrix multiply of a mixture of experts: as many equal multiplies as there are groups.</summary>
/// <param name="Groups">Multiplies.</param>
/// <param name="M">Rows of one result.</param>
/// <param name="N">Columns of one result.</param>
/// <param name="K">Inner dimension.</param>
/// <param name="OutputBytes">Bytes moved per element of the result.</param>
/// <param name="Seconds">Measured time of all groups.</param>
internal sealed record GroupedGemmRow(double Groups, double M, double N, double K, double OutputBytes, double Seconds)
{
    /// <summary>Whether the row's shape is kept back for judging (one shape in four).</summary>
    public bool IsHeldOut => ShapeSplit.IsHeldOut(4, (long)M, (long)N, (long)K);

    /// <summary>
    /// Dimensions that a pass multiplies. Grouped rows state the forward multiply; its weights' gradient is [n, m]·[m, k].
    /// </summary>
    /// <param name="stage">Column <c>stage</c>.</param>
    /// <param name="m">Rows of the forward result.</param>
    /// <param name="n">Its columns.</param>
    /// <param name="k">Its inner dimension.</param>
    /// <returns>Rows, columns and inner dimension.</returns>
    public static (double M, double N, double K) Multiplied(string stage, double m, double n, double k) =>
        stage == "bwd_grad_w" ? (n, k, m) : (m, n, k);
}
