using LlmCostSim.Input;
using LlmCostSim.Models;

namespace LlmCostSim.Scenarios;

/// <summary>Reads a Hugging Face <c>config.json</c> for a scenario that names one.</summary>
/// <param name="path">Path as the scenario gives it.</param>
/// <param name="problems">Where problems go.</param>
/// <returns>The architecture, or <see langword="null"/> where there is a problem.</returns>
public delegate ModelSpec? HuggingFaceImport(string path, InputProblems problems);
