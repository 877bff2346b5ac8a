using LlmCostSim.Hardware;

namespace LlmCostSim.Strategies;

/// <summary>The number formats that a framework takes for weights, gradients and optimizer when its user only says <c>bf16</c> or <c>fp16</c>.</summary>
internal static class PrecisionRecipe
{
    /// <summary>The recipe of a framework.</summary>
    /// <param name="framework">Id of the software stack, such as <c>megatron</c>; unknown ones are treated as Megatron.</param>
    /// <param name="compute">Format of the matrix multiplies.</param>
    /// <returns>Bytes per parameter with AdamW, summed over weights, gradients, master weights and moments: 16 for fp32; 18 for Megatron
    /// (2 + 4 + 4 + 8: fp32 main gradients, docs/source/api-guide/dist_optimizer.md); 16 for DeepSpeed's ZeRO (2 + 2 + 4 + 8: Rajbhandari et al. 2020,
    /// section 3.1); 18 for Megatron-DeepSpeed's bf16 optimizer; 12 for 16-bit fine-tuning with Hugging Face (2 + 2 + 0 + 8: the "more than 780 GB" of a
    /// 65B model, Dettmers et al. 2023).</returns>
    public static Precision For(string framework, NumberFormat compute)
    {
        if (compute is NumberFormat.Fp32 or NumberFormat.Tf32)
        {
            return new Precision
            {
                Compute = compute,
                WeightBytes = 4,
                ActivationBytes = 4,
                MainGradientBytes = 4,
                MasterWeightBytes = 0,
                ReduceBytes = 4,
                GatherBytes = 4,
            };
        }

        var mixed = new Precision { Compute = compute };
        return framework switch
        {
            // ZeRO keeps and reduces gradients in the compute format; the fp32 copy exists only for the slice being updated.
            "deepspeed" => mixed with { MainGradientBytes = 2, ReduceBytes = 2 },
            "megatron-deepspeed" or "megatron-deepspeed-synchronous" => compute == NumberFormat.Fp16 ? mixed with { MainGradientBytes = 2, ReduceBytes = 2 } : mixed,

            // FSDP shards fp32 weights and fp32 gradients, and gathers and reduces in 16 bits (MosaicML's PURE, Hugging Face's FSDP plugin).
            "fsdp" or "llm-foundry-fsdp" or "llm-foundry-fsdp-2023" or "torchtitan" => mixed with { ReduceBytes = 2 },
            // Fine-tuning libraries hold everything in 16 bits.
            "huggingface" or "litgpt" or "litgpt-2023" or "torchtune" => mixed with { MainGradientBytes = 2, MasterWeightBytes = 0, ReduceBytes = 2 },
            _ => mixed,
        };
    }
}
