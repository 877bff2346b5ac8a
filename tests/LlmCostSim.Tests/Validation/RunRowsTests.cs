using LlmCostSim.Hardware;
using LlmCostSim.Models;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Validation;

/// <summary>What is read from a published run's row, and what is taken where the row is silent.</summary>
public sealed class RunRowsTests
{
    private static readonly ValidationCatalogs Catalogs = new(ModelCatalog.Default, HardwareCatalog.Default, StackCatalog.Default);

    [Fact]
    public void Predict_HoursComputedFromLoggedSteps_ContainNoFailures() =>
        Assert.Equal(0.9, Hours("computed from logged iteration time x steps") / Hours(""), 1e-12);

    [Fact]
    public void Predict_CarbonOfAStatedIntensity_IsThatTimesTheEnergy()
    {
        var energy = Predict(Row("gpus_n", "512", "metric", "energy", "notes", "400 W TDP x PUE 1.1 x 0.385 kg/kWh"));
        var carbon = Predict(Row("gpus_n", "512", "metric", "carbon", "notes", "400 W TDP x PUE 1.1 x 0.385 kg/kWh"));
        Assert.Equal(0.385, carbon / energy, 1e-12);
    }

    /// <summary>
    /// 7 · 10⁹ parameters on 2 · 10¹² tokens take 320 A100 at 40 % of their peak for 24 days, 70 · 10⁹ ten times as many; a batch of 977
    /// sequences keeps no more than 7,816 of them busy.
    /// </summary>
    [Theory]
    [InlineData("llama-2-7b", 2e12, 256)]
    [InlineData("llama-2-70b", 2e12, 2048)]
    [InlineData("llama-2-70b", 2e14, 4096)]
    public void Read_AcceleratorsNotStated_AreThoseOfAUsualDuration(string model, double tokens, int expected) =>
        Assert.Equal(
            expected,
            Read(Row("model_id", model, "tokens_n", tokens.ToString("R", System.Globalization.CultureInfo.InvariantCulture))).Cluster.Count
        );

    [Fact]
    public void Read_FactsOfAFramework_CountWhereTheRowIsSilent()
    {
        var run = Read(Row("model_id", "deepseek-v3", "gpu_id", "H800-80GB", "gpus_n", "2048", "pp", "16", "global_batch_tokens_n", ""));
        Assert.Equal(
            (1, 16, 64, PipelineSchedule.DualPipe, 15360),
            (run.Tensor, run.Pipeline, run.Expert, run.Schedule, run.Workload.GlobalBatch)
        );
    }

    [Fact]
    public void Of_ConfigurationOfTheHub_IsTheOneThatTheNotesBeginWith()
    {
        Assert.Equal(
            (2, 8),
            HubConfig.Of(Row("notes", "phi-2/full.yaml; runtime 11.87 min")) is { } config ? (config.Devices, config.GlobalBatch) : default
        );
        Assert.Null(HubConfig.Of(Row("notes", "phi-2/lora.yaml; runtime 3.78 min")));
    }

    private static double Hours(string notes) => Predict(Row("gpus_n", "512", "notes", notes));

    private static double Predict(MeasuredRow row) => new RunRows(Catalogs).Predict(row).Value;

    private static RunCase Read(MeasuredRow row) => RunRowReader.Read(row, Catalogs);

    /// <summary>A row of a Llama-2-7B run with other cells, in pairs of name and value.</summary>
    private static MeasuredRow Row(params string[] others)
    {
        var cells = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["source"] = "a paper",
            ["model_id"] = "llama-2-7b",
            ["gpu_id"] = "A100-SXM-80GB",
            ["gpus_n"] = "",
            ["tp"] = "",
            ["pp"] = "",
            ["dp"] = "",
            ["sharding"] = "",
            ["seq"] = "4096",
            ["global_batch_tokens_n"] = "4000000",
            ["tokens_n"] = "2000000000000",
            ["precision_kind"] = "bf16",
            ["recompute_kind"] = "",
            ["sequence_parallel"] = "",
            ["metric"] = "gpu_hours",
            ["value_si"] = "1",
            ["unit_si"] = "GPU-h",
            ["scope"] = "run",
            ["notes"] = "",
        };
        for (var i = 0; i < others.Length; i += 2)
        {
            cells[others[i]] = others[i + 1];
        }

        return MeasuredFile.Read("runs.csv", new StringReader($"{string.Join(',', cells.Keys)}\n{string.Join(',', cells.Values)}\n")).Rows[
            0
        ];
    }
}
