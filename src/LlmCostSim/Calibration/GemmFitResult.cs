using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Fitted constants of a chip's matrix multiplies and of the libraries measured on it.</summary>
internal sealed record GemmFitResult
{
    /// <summary>The hardware's constants, shared by all libraries.</summary>
    public required GemmConstants Hardware { get; init; }

    /// <summary>Each library's constants.</summary>
    public required IReadOnlyList<GemmLibraryConstants> Libraries { get; init; }

    /// <summary>
    /// Uncertainty, correlation and residuals: of the fit to 16-bit multiplies and, where there are any, of the one to the other formats.
    /// </summary>
    public required IReadOnlyList<FitResult> Fits { get; init; }

    /// <summary>Predicted times of rows, with each row's own library.</summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">Rows; each of a library that was fitted.</param>
    /// <returns>Seconds, one a row.</returns>
    public double[] Predict(Accelerator accelerator, IReadOnlyList<GemmRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var libraries = Libraries.ToDictionary(library => library.Id);
        return rows.Select(row => new GemmKernel(accelerator, Hardware, libraries[row.LibraryId], row.Format).Seconds(row.M, row.N, row.K))
            .ToArray();
    }
}
