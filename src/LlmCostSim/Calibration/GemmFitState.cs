using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Constants of a chip's matrix multiplies and of the libraries measured on it, while they are fitted and as fitted.</summary>
/// <param name="Hardware">The hardware's constants, shared by all libraries.</param>
/// <param name="Libraries">Each library's constants.</param>
internal sealed record GemmFitState(GemmConstants Hardware, IReadOnlyList<GemmLibraryConstants> Libraries)
{
    /// <summary>The state with a library's constants changed.</summary>
    public GemmFitState WithLibrary(int index, GemmLibraryConstants library) =>
        this with
        {
            Libraries = [.. Libraries.Select((known, i) => i == index ? library : known)],
        };

    /// <summary>Predicts rows, each with its own library.</summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">Rows; each of a library that was fitted.</param>
    /// <returns>Seconds, one a row.</returns>
    public double[] Predict(Accelerator accelerator, IReadOnlyList<GemmRow> rows)
    {
        var seconds = new double[rows.Count];
        Predict(accelerator, rows, LibrariesOf(rows), seconds);
        return seconds;
    }

    /// <summary>Predicts rows.</summary>
    /// <param name="accelerator">The accelerator that was measured.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="libraries">Which of the libraries each row measures: <see cref="LibrariesOf"/>.</param>
    /// <param name="seconds">Receives the predictions.</param>
    public void Predict(Accelerator accelerator, IReadOnlyList<GemmRow> rows, int[] libraries, Span<double> seconds)
    {
        // The class of a library fixes its format but for bf16 and fp16, which cost the same.
        var kernels = new GemmKernel[Libraries.Count];
        var built = new bool[Libraries.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, library) = (rows[i], libraries[i]);
            if (!built[library])
            {
                kernels[library] = new GemmKernel(accelerator, Hardware, Libraries[library], row.Format);
                built[library] = true;
            }

            seconds[i] = kernels[library].Seconds(row.M, row.N, row.K);
        }
    }

    /// <summary>Places of the rows' libraries.</summary>
    public int[] LibrariesOf(IReadOnlyList<GemmRow> rows)
    {
        var places = Libraries.Select((library, i) => (library.Id, i)).ToDictionary(entry => entry.Id, entry => entry.i);
        return [.. rows.Select(row => places[row.LibraryId])];
    }
}
