using LlmCostSim.Strategies;

namespace LlmCostSim.Interop;

/// <summary>
/// The words of training frameworks for optimizers: the <c>optim</c> of Hugging Face's TrainingArguments (OptimizerNames in
/// training_args.py), Axolotl's and LLaMA-Factory's, which pass it on, and the <c>optimizer.type</c> of DeepSpeed.
/// </summary>
internal static class OptimizerNames
{
    /// <summary>The optimizer of a word.</summary>
    /// <param name="word">Word, ignoring case.</param>
    /// <param name="remark">What the word says beside it, or <see langword="null"/>.</param>
    /// <returns>The optimizer, or <see langword="null"/> where the word is not known.</returns>
    public static OptimizerKind? Find(string word, out string? remark)
    {
        string name = word.ToLowerInvariant();
        remark = name switch
        {
            "paged_adamw_8bit" => "8-bit states; that they may leave the GPU is not modelled",
            "lion_8bit" or "paged_lion_8bit" =>
                "8-bit states are not modelled for Lion: its one moment is taken as the optimizer usually keeps it",
            "paged_lion" or "paged_lion_32bit" => "that the states may leave the GPU is not modelled for Lion",
            _ => null,
        };
        return name switch
        {
            "adam"
            or "adamw"
            or "fusedadam"
            or "cpuadam"
            or "deepspeedcpuadam"
            or "adamw_hf"
            or "adamw_torch"
            or "adamw_torch_fused"
            or "adamw_torch_xla"
            or "adamw_apex_fused"
            or "adamw_torch_npu_fused"
            or "adamw_anyprecision" => OptimizerKind.AdamW,
            "adamw8bit" or "adam8bit" or "adamw_8bit" or "adamw_bnb_8bit" or "paged_adamw_8bit" => OptimizerKind.AdamW8Bit,
            "paged_adamw" or "paged_adamw_32bit" => OptimizerKind.AdamWPaged,
            "lion" or "fusedlion" or "lion_32bit" or "lion_8bit" or "paged_lion" or "paged_lion_32bit" or "paged_lion_8bit" =>
                OptimizerKind.Lion,
            "adafactor" => OptimizerKind.Adafactor,
            "sgd" => OptimizerKind.Sgd,
            _ => null,
        };
    }
}
