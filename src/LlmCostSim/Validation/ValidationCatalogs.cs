using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;

namespace LlmCostSim.Validation;

/// <summary>The catalogues that rows name their models, accelerators and frameworks from.</summary>
internal sealed record ValidationCatalogs(ModelCatalog Models, HardwareCatalog Hardware, StackCatalog Stacks)
{
    /// <summary>Inference engines.</summary>
    public EngineCatalog Engines { get; init; } = EngineCatalog.Default;

    /// <summary>The accelerator of rows that name none; <see langword="null"/>: such rows cannot be predicted.</summary>
    public Accelerator? Assumed { get; init; }

    /// <summary>The accelerator of a cell.</summary>
    /// <exception cref="UnpredictableRowException">It is empty or unknown.</exception>
    public Accelerator Accelerator(MeasuredRow row, string column)
    {
        var name = row.Text(column);
        return name.Length == 0
            ? Assumed ?? throw new UnpredictableRowException($"{column} is not stated")
            : Hardware.Find(name) ?? throw new UnpredictableRowException($"accelerator '{name}' is not known");
    }

    /// <summary>The model of a cell.</summary>
    /// <exception cref="UnpredictableRowException">It is empty or unknown.</exception>
    public ModelEntry Model(MeasuredRow row, string column)
    {
        var name = row.Text(column);
        return name.Length == 0
            ? throw new UnpredictableRowException($"{column} is not stated")
            : Models.Find(name) ?? throw new UnpredictableRowException($"model '{name}' is not known");
    }
}
