namespace LlmCostSim.Calibration;

/// <summary>One measured row as the scatter of its class sees it.</summary>
/// <param name="Class">Path of the class, such as <c>inference/ttft/closed/vllm</c>; belongs to everything above it, too.</param>
/// <param name="Group">What misses together and is left out together: a model on a stack, a shape of a kernel.</param>
/// <param name="Log">Logarithm of measured over predicted.</param>
internal readonly record struct ScatterRow(string Class, string Group, double Log);
