using LlmCostSim.Input;

namespace LlmCostSim.Scenarios;

/// <summary>Reads the accelerator file that a scenario names as <c>{ "file": "…" }</c>.</summary>
/// <param name="path">The path as the scenario has it.</param>
/// <param name="problems">Where problems go.</param>
/// <returns>The file, or <see langword="null"/> where there is a problem.</returns>
public delegate HardwareFile? HardwareImport(string path, InputProblems problems);
