using LlmCostSim.Hardware;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;

namespace LlmCostSim.Calibration;

/// <summary>Constants of a chip's attention and of the libraries measured on it, while they are fitted and as fitted.</summary>
/// <param name="Constants">The chip's.</param>
/// <param name="Libraries">Each library's; rows find theirs by source.</param>
internal sealed record AttentionFitState(AttentionConstants Constants, IReadOnlyList<AttentionLibraryConstants> Libraries)
{
    /// <summary>The state with a library's constants changed.</summary>
    public AttentionFitState WithLibrary(int index, AttentionLibraryConstants library) =>
        this with
        {
            Libraries = [.. Libraries.Select((known, i) => i == index ? library : known)],
        };

    /// <summary>Whether a library explains the rows of a source.</summary>
    public bool Knows(string source) => Libraries.Any(library => library.Sources.Contains(source));

    /// <summary>Predicts rows.</summary>
    /// <param name="accelerator">The accelerator that they were measured on.</param>
    /// <param name="rows">Prefills and decodes of known sources.</param>
    /// <param name="seconds">Receives the predictions.</param>
    public void Predict(Accelerator accelerator, IReadOnlyList<AttentionRow> rows, Span<double> seconds)
    {
        var kernels = new Dictionary<(string, NumberFormat, bool), (AttentionPrefillKernel Prefill, AttentionDecodeKernel Decode)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (!kernels.TryGetValue((row.Source, row.Format, row.IsDecode), out var kernel))
            {
                var library = Libraries.First(item => item.Sources.Contains(row.Source));
                kernel = row.IsDecode
                    ? (default, new AttentionDecodeKernel(accelerator, Constants, library))
                    : (new AttentionPrefillKernel(accelerator, Constants, library, row.Format), default);
                kernels.Add((row.Source, row.Format, row.IsDecode), kernel);
            }

            seconds[i] = row.IsDecode ? row.Predict(kernel.Decode) : row.Predict(kernel.Prefill);
        }
    }
}
