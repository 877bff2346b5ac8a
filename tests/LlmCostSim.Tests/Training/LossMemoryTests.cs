using LlmCostSim.Lowering;
using LlmCostSim.Operators;
using LlmCostSim.Stacks;
using LlmCostSim.Strategies;
using LlmCostSim.Training;
using static LlmCostSim.Tests.Training.ToyStage;

namespace LlmCostSim.Tests.Training;

/// <summary>What is alive at the loss and the head, by hand on <see cref="ToyStage"/>.</summary>
public class LossMemoryTests
{
    /// <summary>
    /// At the loss: bytes per logit of the stack's code, and the head's input with its gradient; gathered besides where the sequence is
    /// divided.
    /// </summary>
    [Theory]
    [InlineData(1, false, 10 * 100, 2 * 8)]
    [InlineData(2, false, 10 * 100, 2 * 8)]
    [InlineData(2, true, 10 * 100, 3 * 8)]
    [InlineData(1, true, 10 * 100, 2 * 8)]
    public void Loss_OfLargeLogits_HoldsThemAndTheHeadsInput(int tensor, bool sequence, double logits, double temporary) =>
        Peaks(
            Of(
                Stage with
                {
                    Logits = 100,
                    HeadInput = 8,
                },
                Plan,
                options: new LoweringOptions { Tensor = tensor, SequenceParallel = sequence }
            ),
            PeakMoment.Loss,
            OpRole.Loss,
            3 * 46,
            logits,
            temporary
        );

    /// <summary>
    /// Bytes per logit: a loss over tensor ranks that is spelt out; one in chunks of 512 of 2,048 tokens; an adapter on the head, whose
    /// result is chunked, too.
    /// </summary>
    [Theory]
    [InlineData(1, 14, 0, 0, AdapterTargets.None, 10)]
    [InlineData(2, 14, 0, 0, AdapterTargets.None, 14)]
    [InlineData(2, 0, 0, 0, AdapterTargets.None, 10)]
    [InlineData(1, 0, 512, 6, AdapterTargets.None, 10 + 1.5)]
    [InlineData(1, 0, 4096, 6, AdapterTargets.None, 10 + 6)]
    [InlineData(1, 0, 512, 6, AdapterTargets.AllLinear, 10 + 1.5)]
    [InlineData(1, 0, 4096, 6, AdapterTargets.AllLinear, 10 + 6)]
    [InlineData(1, 0, 512, 6, AdapterTargets.AllLinear | AdapterTargets.Head, 10 + 1.5 + 0.5)]
    [InlineData(1, 0, 0, 6, AdapterTargets.AllLinear | AdapterTargets.Head, 10)]
    public void Loss_OfEachKind_HoldsItsBytesPerLogit(
        int tensor,
        double parallel,
        double chunk,
        double perChunkLogit,
        AdapterTargets targets,
        double perLogit
    )
    {
        var constants = new MemoryConstants
        {
            LossParallelBytesPerLogit = parallel,
            LossChunkTokens = chunk,
            LossChunkBytesPerLogit = perChunkLogit,
        };
        var adapter = targets == AdapterTargets.None ? default : new AdapterSpec(AdapterKind.Lora, 4, targets);
        var peak = Of(
            Stage with
            {
                Logits = 100000,
            },
            Plan with
            {
                Adapter = adapter,
            },
            constants,
            options: new LoweringOptions { Tensor = tensor }
        );
        Assert.Equal(perLogit * 100000, peak.Memory.Logits.TotalBytes);
    }

    /// <summary>The head's backward product, beside which a quantised head is expanded.</summary>
    [Fact]
    public void Head_Quantised_PeaksBesideItsExpansion() =>
        Peaks(
            Of(Stage with { Logits = 100, HeadDequantized = 900 }, Plan, new MemoryConstants { HeadBytesPerLogit = 4 }),
            PeakMoment.Loss,
            OpRole.Head,
            3 * 46,
            400,
            900
        );
}
