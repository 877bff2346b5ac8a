using System.Text.Json;
using LlmCostSim.Calibration;
using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Calibration;

/// <summary>What is fitted of which stack, as its JSON states it.</summary>
public sealed class TrainingPlanTests
{
    private static IReadOnlyList<TrainingPlan> Plans(string stacks)
    {
        using var json = JsonDocument.Parse(
            $$"""
            {
              "note": "n",
              "constants": { "matrixShare": { "start": 1, "minimum": 0.5, "maximum": 1.2 } },
              "ofAccelerators": { "matrixShare": { "start": 1, "minimum": 0.4, "maximum": 1.2 } },
              "stacks": [{{stacks}}]
            }
            """
        );
        return TrainingPlan.Read(new FactReader(json.RootElement, "training.json")).Plans;
    }

    [Fact]
    public void Read_ConstantOfAnAccelerator_HasItsRangeAndTurnsItAlone()
    {
        var plan = Assert.Single(Plans("""{ "stack": "llm-foundry-fsdp", "fitted": ["H100.matrixShare"], "reason": "r" }"""));
        var (stack, knob) = (StackCatalog.Default.Get("llm-foundry-fsdp"), Assert.Single(plan.Knobs));

        var turned = knob.Turn(stack, 0.77);

        Assert.Equal(("H100.matrixShare", 0.4), (knob.Parameter.Name, knob.Parameter.Minimum));
        Assert.Equal(0.77, turned.Training.Accelerators.Single(own => own.Accelerator == "H100").MatrixShare);
        Assert.Equal(stack.Training.MatrixShare, turned.Training.MatrixShare);
    }

    [Fact]
    public void Start_AdoptedConstant_IsTheOtherStacks()
    {
        var plan = Plans(
            """
            { "stack": "vtrain-profile", "fitted": ["matrixShare"], "reason": "r" },
            { "stack": "megatron", "from": "vtrain-profile", "adopted": ["kernelLaunchMicroseconds"], "fitted": ["matrixShare"], "reason": "r" }
            """
        )[1];
        var (own, other) = (StackCatalog.Default.Get("megatron"), StackCatalog.Default.Get("llm.c"));

        var start = plan.Start(own, other);

        Assert.Equal(other.KernelLaunch, start.KernelLaunch);
        Assert.Equal(own.Training, start.Training);
    }

    [Theory]
    [InlineData("""{ "stack": "megatrom", "fitted": [], "reason": "r" }""", "training.json.stacks[0].stack: 'megatrom' is none of ")]
    [InlineData(
        """{ "stack": "megatron", "from": "fsdp", "fitted": [], "reason": "r" }""",
        "training.json.stacks[0].from: 'fsdp' is none of "
    )]
    [InlineData("""{ "stack": "megatron", "fitted": ["speed"], "reason": "r" }""", "training.json.stacks[0].fitted: 'speed' is none of ")]
    [InlineData(
        """{ "stack": "megatron", "fitted": ["networkShare"], "reason": "r" }""",
        "training.json.stacks[0].fitted: no range is stated for 'networkShare'"
    )]
    [InlineData("""{ "stack": "megatron", "fitted": [] }""", "training.json.stacks[0].reason: required text is missing")]
    public void Read_WrongPlan_IsRefusedWithItsPlace(string stacks, string problem) =>
        Assert.StartsWith(problem, Assert.Throws<FormatException>(() => Plans(stacks)).Message, StringComparison.Ordinal);
}
