using LlmCostSim.Units;

namespace LlmCostSim.Validation;

/// <summary>Predicted memory of one job on one GPU.</summary>
/// <param name="Allocated">What the allocator hands out at the peak.</param>
/// <param name="Reserved">What it takes from the driver.</param>
/// <param name="InUse">All that the driver shows.</param>
internal readonly record struct MemoryOfJob(Bytes Allocated, Bytes Reserved, Bytes InUse);
