using LlmCostSim.Hardware;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>The switches <c>bf16</c>, <c>fp16</c> and <c>tf32</c> that the trainers on top of Hugging Face share.</summary>
internal static class PrecisionFields
{
    public static void Read(ConfigFields fields, ImportDraft draft)
    {
        // Axolotl's files have the longer names, too.
        bool? bf16 = fields.Switch("bf16") ?? fields.Switch("bfloat16"),
            fp16 = fields.Switch("fp16") ?? fields.Switch("float16"),
            tf32 = fields.Switch("tf32");
        if (bf16 == true && fp16 == true)
        {
            fields.Problem("bf16 and fp16 cannot both be true");
        }
        else if (bf16 == true || fp16 == true)
        {
            draft.Set(
                "strategy.precision",
                ScenarioNames.Precisions,
                bf16 == true ? NumberFormat.Bf16 : NumberFormat.Fp16,
                fields.Place(
                    bf16 == true
                        ? fields.Has("bf16")
                            ? "bf16"
                            : "bfloat16"
                        : fields.Has("fp16")
                            ? "fp16"
                            : "float16"
                )
            );
        }
        else if (tf32 == true)
        {
            draft.Set("strategy.precision", ScenarioNames.Precisions, NumberFormat.Tf32, fields.Place("tf32"));
        }
    }
}
