using LlmCostSim.Operators;

namespace LlmCostSim.Training;

/// <summary>The peak of one pipeline stage's rank.</summary>
/// <param name="Memory">What holds it.</param>
/// <param name="Moment">When it is.</param>
/// <param name="Operation">The operation of the lowering at that moment.</param>
/// <param name="Evicted">Bytes of paged optimizer states that have no room on the accelerator then.</param>
internal readonly record struct StagePeak(MemoryBreakdown Memory, PeakMoment Moment, OpRole? Operation, double Evicted);
