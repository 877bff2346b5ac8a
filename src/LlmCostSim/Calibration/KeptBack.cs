namespace LlmCostSim.Calibration;

/// <summary>
/// A fit of kernels that ships what all rows tell, and is judged by four more: every shape is kept back from one of them, to show how the
/// form transfers.
/// </summary>
internal static class KeptBack
{
    private const int Parts = 4;

    /// <summary>Fits all rows and reports.</summary>
    /// <param name="rows">The measured rows.</param>
    /// <param name="part">The part out of a number of parts that a row's shape belongs to (<see cref="ShapeSplit"/>).</param>
    /// <param name="fit">Fits rows.</param>
    /// <param name="judge">Adds the errors of rows under a fit.</param>
    /// <param name="log">Receives the tables of errors: of shapes kept back, and of all under what ships.</param>
    /// <returns>The fit of all rows.</returns>
    public static TState Fit<TRow, TState>(
        IReadOnlyList<TRow> rows,
        Func<TRow, int, int> part,
        Func<IReadOnlyList<TRow>, TState> fit,
        Action<KernelErrors, TState, IReadOnlyList<TRow>> judge,
        TextWriter log
    )
    {
        var keptBack = new KernelErrors();
        for (var i = 0; i < Parts; i++)
        {
            judge(keptBack, fit([.. rows.Where(row => part(row, Parts) != i)]), [.. rows.Where(row => part(row, Parts) == i)]);
        }

        log.WriteLine("shapes kept back, each from one of four fits:");
        keptBack.Write(log);
        var final = fit(rows);
        var errors = new KernelErrors();
        judge(errors, final, rows);
        log.WriteLine("all shapes, shipped constants:");
        errors.Write(log);
        return final;
    }
}
