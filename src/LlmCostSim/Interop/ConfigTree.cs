using System.Text.Json;

namespace LlmCostSim.Interop;

/// <summary>A configuration as a tree of JSON values, whatever language it was written in.</summary>
/// <param name="Root">The values.</param>
/// <param name="Lines">The line of each JSON path such as <c>$.lora_r</c>, from 1, where the tree was not read from JSON;
/// <see langword="null"/>: places are given as paths alone.</param>
/// <remarks>The library reads JSON only. Who has another language (YAML, TOML) builds the tree; <c>llmcost</c> does so for YAML.</remarks>
public sealed record ConfigTree(JsonElement Root, IReadOnlyDictionary<string, int>? Lines = null);
