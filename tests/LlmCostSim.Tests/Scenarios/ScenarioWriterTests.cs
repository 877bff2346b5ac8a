using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Tests.Scenarios;

public sealed class ScenarioWriterTests
{
    [Fact]
    public void Write_ThenRead_GivesAnEqualScenario()
    {
        string[] texts = [Samples.Falcon, Samples.Everything, Samples.Inference, .. Samples.ShippedFiles.Select(File.ReadAllText)];
        foreach (var text in texts)
        {
            var scenario = new ScenarioReader().Read(text);
            var again = new ScenarioReader().Read(ScenarioWriter.ToText(scenario));
            Assert.Equal(scenario with { Defaults = [] }, again with { Defaults = [] });
        }
    }

    [Fact]
    public void Write_EveryModelOfTheCatalogueInFull_ReadsBackEqual()
    {
        var scenario = new ScenarioReader().Read(
            """{ "model": "falcon-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "workload": { "sequenceLength": 512 } }"""
        );
        foreach (var model in ModelCatalog.Default.Models)
        {
            // Under a name of its own, so that it is written out instead of named.
            var written = scenario with
            {
                Model = model.Spec with { Id = "x-" + model.Id },
            };
            Assert.Equal(written.Model, new ScenarioReader().Read(ScenarioWriter.ToText(written)).Model);
        }
    }
}
