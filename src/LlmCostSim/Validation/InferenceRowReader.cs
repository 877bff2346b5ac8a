using LlmCostSim.Hardware;
using LlmCostSim.Models;

namespace LlmCostSim.Validation;

/// <summary>Maps a row of <c>inference.csv</c> to the run that it measured.</summary>
internal static class InferenceRowReader
{
    public static InferenceCase Read(MeasuredRow row, ValidationCatalogs catalogs)
    {
        if (row.Text("not_predictable") is { Length: > 0 } reason)
        {
            throw new UnpredictableRowException(reason);
        }

        var accelerator = catalogs.Accelerator(row, "gpu_id");
        var (tensor, pipeline) = (row.CountOrOne("tp"), row.CountOrOne("pp"));
        var count = row.Integer("gpus") ?? tensor * pipeline;
        var load = Load(row);
        var value = row.Number("load_value") ?? row.Number("batch") ?? 0;
        if (value <= 0 && load is InferenceLoad.Static or InferenceLoad.Closed or InferenceLoad.Open)
        {
            throw new UnpredictableRowException("load_value is not stated");
        }

        return new InferenceCase(
            Model(row, catalogs),
            Cluster.Create(accelerator, count, Math.Min(count, Math.Max(1, accelerator.PerNode))),
            tensor,
            pipeline,
            row.CountOrOne("ep"),
            row.CountOrOne("attention_dp"),
            row.Text("weights_dtype"),
            row.Text("activations_dtype"),
            row.Text("kv_dtype"),
            LoadTest.Of(row).Engine ?? row.Text("engine"),
            row.Text("engine_version"),
            load,
            Math.Max(0, value),
            row.Integer("input_len") ?? throw new UnpredictableRowException("input_len is not stated"),
            row.Integer("output_len") ?? throw new UnpredictableRowException("output_len is not stated"),
            row.Text("kv_reread").Length > 0
        );
    }

    private static InferenceLoad Load(MeasuredRow row) =>
        row.Text("load") is ""
            ? InferenceLoad.Static
            : row.Choice(
                "load",
                ("static", InferenceLoad.Static),
                ("closed", InferenceLoad.Closed),
                ("open", InferenceLoad.Open),
                ("burst", InferenceLoad.Burst),
                ("max", InferenceLoad.Max)
            );

    // GPTs that no catalogue has (gpt-ft-…) carry their shape; where it differs from a catalogued model, the row is right.
    private static ModelSpec Model(MeasuredRow row, ValidationCatalogs catalogs)
    {
        if (row.Integer("layers") is not { } layers || row.Integer("heads") is not { } heads || row.Integer("head_dim") is not { } size)
        {
            return catalogs.Model(row, "model_id").Spec;
        }

        var known = catalogs.Models.Find(row.Text("model_id"))?.Spec;
        var hidden = heads * size;
        return known is not null && known.HiddenSize == hidden && known.Layers == layers
            ? known with
            {
                Vocabulary = row.Integer("vocab") ?? known.Vocabulary,
            }
            : GptArchitecture.Of(row.Text("model_id"), layers, heads, size, row.Integer("vocab"), GptArchitecture.UsualLength);
    }
}
