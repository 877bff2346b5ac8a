using System.Text.Json;
using System.Text.Json.Nodes;
using LlmCostSim.Facts;
using LlmCostSim.Stacks;

namespace LlmCostSim.Tests.Stacks;

/// <summary>A stack's section may name the stack whose constants count where it states none.</summary>
public sealed class StackReaderTests
{
    [Fact]
    public void Base_OfASection_GivesWhatItDoesNotState()
    {
        var given = StackCatalog.Default.Get("llm-foundry-fsdp").Training;
        var own = Read(
            """{ "base": "llm-foundry-fsdp", "attentionShare": 1, "accelerators": { "H100": { "attentionShare": 0.7 } } }"""
        ).Training;
        Assert.Equal(
            (given.MatrixShare, given.ElementwiseFactor, given.Overlap, 1),
            (own.MatrixShare, own.ElementwiseFactor, own.Overlap, own.AttentionShare)
        );
        Assert.Equal(
            given.Accelerators.Single(chip => chip.Accelerator == "H100") with
            {
                AttentionShare = 0.7,
            },
            own.Accelerators.Single(chip => chip.Accelerator == "H100")
        );
    }

    [Fact]
    public void Base_Null_HidesWhatLiesBelow() =>
        Assert.Empty(Read("""{ "base": "llm-foundry-fsdp", "accelerators": null }""").Training.Accelerators);

    [Fact]
    public void Base_Unknown_IsNamedWithItsPath() =>
        Assert.Contains(
            "training.base: no shipped stack is called 'llm-foundrry'",
            Assert.Throws<FormatException>(() => Read("""{ "base": "llm-foundrry" }""")).Message,
            StringComparison.Ordinal
        );

    /// <summary>PyTorch's eager stacks that nobody measured sustain what the measured one does: no number stands twice.</summary>
    [Theory]
    [InlineData("fsdp")]
    [InlineData("deepspeed")]
    [InlineData("huggingface")]
    [InlineData("torchtitan")]
    public void UnfittedStack_MatrixShare_IsTheFittedOnes(string id) =>
        Assert.Equal(StackCatalog.Default.Get("llm-foundry-fsdp").Training.MatrixShare, StackCatalog.Default.Get(id).Training.MatrixShare);

    private static SoftwareStack Read(string training)
    {
        using var shipped = EmbeddedData.Parse("Stacks/Data/stacks/fsdp.json");
        var file = JsonNode.Parse(shipped.RootElement.GetRawText())!.AsObject();
        file["training"] = JsonNode.Parse(training);
        using var document = JsonDocument.Parse(file.ToJsonString());
        return StackReader.Read(new FactReader(document.RootElement, "fsdp.json"));
    }
}
