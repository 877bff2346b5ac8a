using LlmCostSim.Hardware;
using LlmCostSim.Models;

namespace LlmCostSim.Validation;

/// <summary>A measured inference run, from the canonical columns of <c>inference.csv</c>.</summary>
/// <param name="Model">The model: the catalogue's, or a GPT of the row's dimensions.</param>
/// <param name="Cluster">Accelerators.</param>
/// <param name="Tensor">Tensor-parallel ranks.</param>
/// <param name="Pipeline">Pipeline stages.</param>
/// <param name="Expert">Expert-parallel ranks.</param>
/// <param name="AttentionData">Ranks that split the requests of attention instead of its heads.</param>
/// <param name="Weights">Format of the weights as the row names it, such as <c>int4-awq-g128</c>.</param>
/// <param name="Activations">Format of activations; empty: not stated.</param>
/// <param name="KvCache">Format of the cache; empty: not stated.</param>
/// <param name="Engine">Engine, such as <c>vllm</c>.</param>
/// <param name="EngineVersion">Its version; empty: not stated.</param>
/// <param name="Load">How requests arrive.</param>
/// <param name="LoadValue">Batch, concurrency or rate; 0: as many as fit, or all at once.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Generated tokens; 0: prefill only.</param>
/// <param name="RereadsCache">Whether decode reads the cache once per query head.</param>
internal sealed record InferenceCase(
    ModelSpec Model,
    Cluster Cluster,
    int Tensor,
    int Pipeline,
    int Expert,
    int AttentionData,
    string Weights,
    string Activations,
    string KvCache,
    string Engine,
    string EngineVersion,
    InferenceLoad Load,
    double LoadValue,
    int InputTokens,
    int OutputTokens,
    bool RereadsCache
);
