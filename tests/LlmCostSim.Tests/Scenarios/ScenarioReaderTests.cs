using LlmCostSim.Input;
using LlmCostSim.Scenarios;
using LlmCostSim.Strategies;

namespace LlmCostSim.Tests.Scenarios;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void Read_ContractsScenario_GivesItsValues()
    {
        var scenario = Assert.IsType<TrainingScenario>(new ScenarioReader().Read(Samples.Falcon));
        Assert.Equal("falcon-7b", scenario.Model.Id);
        Assert.Equal(384, scenario.Cluster.Count);
        Assert.Equal(400, scenario.Cluster.Node.NetworkBandwidth.GbitPerSecond, 1e-9);
        Assert.Equal((2, 192), (scenario.Strategy.Layout.Pipeline, scenario.Strategy.Layout.Data));
        Assert.Equal(Sharding.Zero1, scenario.Strategy.Sharding);
        Assert.Equal(new TrainingWorkload(2048, 2304, 1.5e12), scenario.Workload);
        Assert.Equal(1.6, scenario.Economics.PricePerGpuHour);
    }

    [Fact]
    public void Read_SeveralMistakes_ListsAllWithTheirPaths()
    {
        var problems = new InputProblems();
        var json = """
            {
              "kind": "trainin", "model": "falcon7", "layer": 3,
              "cluster": { "accelerator": "A100-SXM-40", "count": 0, "networkGbpsPerNode": "400 apples" },
              "strategy": { "tenzor": 2, "precision": "fp12", "sharding": "zero9", "microBatch": 1.5, "framework": "megatronn" },
              "workload": { "globalBatch": -1, "tokens": 1e999 },
              "economics": { "currency": "dollars" }
            }
            """;
        Assert.Null(new ScenarioReader().Read(json, problems));
        string[] paths =
        [
            "$.kind",
            "$.model",
            "$.layer",
            "$.cluster.accelerator",
            "$.cluster.count",
            "$.cluster.networkGbpsPerNode",
            "$.strategy.tenzor",
            "$.strategy.precision",
            "$.strategy.sharding",
            "$.strategy.microBatch",
            "$.strategy.framework",
            "$.workload",
            "$.workload.globalBatch",
            "$.workload.tokens",
            "$.economics.currency",
        ];
        Assert.Equal(paths.Order(StringComparer.Ordinal), problems.Select(p => p.Path).Order(StringComparer.Ordinal));
        Assert.Contains("falcon-7b", problems.Single(p => p.Path == "$.model").Message, StringComparison.Ordinal);
        Assert.Contains("A100-SXM-40GB", problems.Single(p => p.Path == "$.cluster.accelerator").Message, StringComparison.Ordinal);
        Assert.Contains("'tensor'", problems.Single(p => p.Path == "$.strategy.tenzor").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "kind": "lora", "doubleQuantization": true }""", true)]
    [InlineData("""{ "kind": "qlora", "quantization": "int8", "doubleQuantization": true }""", true)]
    [InlineData("""{ "kind": "qlora", "quantization": "int8" }""", false)]
    [InlineData("""{ "kind": "lora", "doubleQuantization": false }""", false)]
    public void Read_DoubleQuantizationWithoutScalesByBlock_IsSaidToHaveNoEffect(string adapter, bool said)
    {
        var scenario = (TrainingScenario)
            new ScenarioReader().Read(
                $$"""
                { "kind": "training", "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 1 },
                  "strategy": { "adapter": {{adapter}} }, "workload": { "sequenceLength": 512 } }
                """
            );
        Assert.False(scenario.Strategy.Adapter.DoubleQuantization);
        Assert.Equal(said, scenario.Defaults.Any(static d => d is { Path: "strategy.adapter.doubleQuantization", Value: "of no effect" }));
    }

    [Theory]
    [InlineData("\"data\": 192", "\"data\": 191", "$.strategy", "382")]
    [InlineData("\"data\": 192,", "", null, "")]
    [InlineData("\"pipeline\": 2", "\"pipeline\": 5", "$.strategy", "960")]
    [InlineData("\"expert\": 1", "\"expert\": 5", "$.strategy", "must divide")]
    public void Read_LayoutAgainstCluster_IsChecked(string old, string changed, string? path, string words)
    {
        var problems = new InputProblems();
        new ScenarioReader().Read(Samples.Falcon.Replace(old, changed, StringComparison.Ordinal), problems);
        if (path is null)
        {
            Assert.Empty(problems);
        }
        else
        {
            var problem = Assert.Single(problems);
            Assert.Equal(path, problem.Path);
            Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_NamedCluster_StandsForWhatIsNotGiven()
    {
        static Scenario Read(string cluster) =>
            new ScenarioReader().Read($$"""{ "model": "llama-2-7b", "cluster": {{cluster}}, "workload": { "tokens": "1 B" } }""");

        var p4d = Read("""{ "name": "aws-p4d", "count": 64 }""");
        Assert.Equal(("A100-SXM-40GB", 64, 8), (p4d.Cluster.Accelerator.Id, p4d.Cluster.Count, p4d.Cluster.PerNode));
        Assert.Equal((400, 4), ((int)p4d.Cluster.Node.NetworkBandwidth.GbitPerSecond, p4d.Cluster.Node.NetworkCards));
        Assert.Equal(0.85, p4d.Cluster.Node.NetworkEfficiency, 12);
        Assert.Contains(
            p4d.Defaults,
            assumption => assumption.Text.StartsWith("cluster: what is not given is as aws-p4d has it", StringComparison.Ordinal)
        );

        Assert.Equal(4480, Read("""{ "name": "selene" }""").Cluster.Count);
        var faster = Read(
            """{ "name": "jean-zay-a100", "count": 64, "networkGbpsPerNode": 800, "accelerator": "A100-SXM-40GB" }"""
        ).Cluster;
        Assert.Equal(("A100-SXM-40GB", 800), (faster.Accelerator.Id, (int)faster.Node.NetworkBandwidth.GbitPerSecond));
        Assert.Equal(LlmCostSim.Hardware.Node.DefaultNetworkEfficiency, faster.Node.NetworkEfficiency, 12);
    }

    [Fact]
    public void Read_UnknownClusterName_IsTheOnlyProblem()
    {
        var problems = new InputProblems();
        new ScenarioReader().Read(
            """{ "model": "llama-2-7b", "cluster": { "name": "aws-p4", "count": 64 }, "workload": { "tokens": "1 B" } }""",
            problems
        );
        var problem = Assert.Single(problems);
        Assert.Equal("$.cluster.name", problem.Path);
        Assert.Contains("aws-p4d", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LeavesOut_SaysWhatWasTaken()
    {
        var scenario = new ScenarioReader().Read(
            """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "workload": { "tokens": "1 B" } }"""
        );
        Assert.Contains(Assumption.Default("strategy.data", "8", "from 8 accelerators"), scenario.Defaults);
        Assert.Contains(Assumption.Default("strategy.sharding", "none"), scenario.Defaults);
        Assert.Contains(Assumption.Default("strategy.framework", "megatron"), scenario.Defaults);
        Assert.Contains(
            new Assumption("workload.sequenceLength", "4096", "workload.sequenceLength: 4096, the longest of llama-2-7b"),
            scenario.Defaults
        );
    }

    [Fact]
    public void Read_LayersBesideModel_OverridesTheDepth()
    {
        var scenario = new ScenarioReader().Read(
            Samples.Falcon.Replace("\"model\": \"falcon-7b\"", "\"model\": \"Falcon 7B\", \"layers\": 10", StringComparison.Ordinal)
        );
        Assert.Equal(10, scenario.Model.Layers);
    }

    [Theory]
    [InlineData("""{ "optimizer": "cpu", "parameters": "nvme" }""", OffloadTarget.Cpu, OffloadTarget.Nvme, OffloadTarget.None)]
    [InlineData("""["optimizer", "activations"]""", OffloadTarget.Cpu, OffloadTarget.None, OffloadTarget.Cpu)]
    [InlineData("""["optimizer:nvme", { "parameters": "cpu" }]""", OffloadTarget.Nvme, OffloadTarget.Cpu, OffloadTarget.None)]
    public void Read_Offload_TakesEveryForm(string offload, OffloadTarget optimizer, OffloadTarget parameters, OffloadTarget activations)
    {
        var json = Samples.Falcon.Replace("\"microBatch\": 1", "\"microBatch\": 1, \"offload\": " + offload, StringComparison.Ordinal);
        var scenario = (TrainingScenario)new ScenarioReader().Read(json);
        Assert.Equal(new OffloadPolicy(optimizer, parameters, activations), scenario.Strategy.Offload);
    }

    [Fact]
    public void Read_ShippedScenarios_AreRight()
    {
        foreach (var file in Samples.ShippedFiles)
        {
            var problems = new InputProblems();
            var scenario = new ScenarioReader().Read(File.ReadAllText(file), problems);
            Assert.True(scenario is not null, $"{file}: {string.Join("; ", problems)}");
        }
    }

    [Fact]
    public void Read_HuggingFaceWithoutImporter_IsRefused()
    {
        var problems = new InputProblems();
        new ScenarioReader().Read(
            Samples.Falcon.Replace("\"model\": \"falcon-7b\"", "\"model\": { \"huggingFace\": \"/etc/passwd\" }", StringComparison.Ordinal),
            problems
        );
        Assert.Equal("$.model.huggingFace", Assert.Single(problems).Path);
    }
}
