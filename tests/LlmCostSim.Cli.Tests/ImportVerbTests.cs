using System.Text.Json;
using LlmCostSim.Cli.Import;
using LlmCostSim.Input;

namespace LlmCostSim.Cli.Tests;

public sealed class ImportVerbTests : FileTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Tool.Imports).Select(f => Path.GetFileName(f)).Where(f => f != "README.md").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Import_FileOfAnotherTool_SaysWhatItSays(string name)
    {
        var (code, output, _) = Tool.Run("import", Tool.Import(name), "--json");
        Assert.Equal(0, code);
        Golden.Check(
            $"import-{name}.json",
            output.Replace(Tool.Imports, "…", StringComparison.Ordinal).Replace("\\\\", "/", StringComparison.Ordinal)
        );
    }

    /// <summary>A recipe that names its model is a scenario once the accelerator is known; the others need a model beside them.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Import_WithModelAndAccelerator_RunsInEstimate(string name)
    {
        string[] model = [Tool.Config("llama-2-7b.json")];
        var (code, output, error) = Tool.Run(["import", .. model, Tool.Import(name), "--gpu", "H100-SXM-80GB", "--set", "name=imported"]);
        Assert.True(code == 0, error);
        var estimate = Tool.Run("estimate", Write("scenario.json", output), "--json");
        Assert.True(estimate.Code is 0 or 1, estimate.Error);
        using var report = JsonDocument.Parse(estimate.Output);
        Assert.True(report.RootElement.GetProperty("memory").GetProperty("perGpuBytes").GetDouble() > 0);
    }

    [Theory]
    [InlineData("a: 1\na: 2\n", "line 2, column 1: 'a' is given twice")]
    [InlineData("a: &x [1]\nb: *y\n", "names nothing")]
    [InlineData("a: &x [*x]\n", "names nothing, or what it stands in")]
    [InlineData("a: [1, 2\n", "not valid YAML")]
    [InlineData("a: 1\n---\nb: 2\n", "several documents")]
    [InlineData("? [1]\n: 2\n", "a name must be a text")]
    [InlineData("a: \"\\ud800\"\nhidden_size: 3\n", "line 1")]
    [InlineData("base_model: x\nlora_r: many\nadapter: lora\n", "line 2: $.lora_r")]
    [InlineData("base_model: x\nsequence_len: 1e400\n", "line 2: $.sequence_len")]
    [InlineData("base_model: x\nmicro_batch_size: .nan\n", "line 2: $.micro_batch_size")]
    [InlineData("- 1\n- 2\n", "must be an object")]
    public void Import_HostileYaml_ExitsTwoWithTheLine(string yaml, string message)
    {
        var (code, output, error) = Tool.Run("import", Write("file.yaml", yaml));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Yaml_BillionLaughs_IsRefusedInBoundedMemory()
    {
        var laughs =
            "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
            + string.Concat(
                Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n")
            );

        var allocated = Allocations.Of(() => Assert.Throws<InvalidInputException>(() => YamlTree.Parse(laughs)));

        Assert.InRange(allocated, 0, 128L << 20);
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 10_000)]
    public void Yaml_DeepNesting_IsRefused(string opening, int times) =>
        Assert.Throws<InvalidInputException>(() => YamlTree.Parse("a: " + string.Concat(Enumerable.Repeat(opening, times))));

    [Fact]
    public void Yaml_MergeKeys_TakeOverWhatIsNotGiven()
    {
        var tree = YamlTree.Parse("defaults: &d { bf16: true, micro_batch_size: 4 }\njob:\n  <<: *d\n  micro_batch_size: 8\n");
        Assert.Equal("""{"micro_batch_size":8,"bf16":true}""", tree.Root.GetProperty("job").GetRawText());
        Assert.Equal(4, tree.Lines!["$.job.micro_batch_size"]);
    }

    [Fact]
    public void Import_SetOfNoMember_ExitsTwo() =>
        Assert.Contains("--set", Tool.Run("import", Tool.Import("vllm.yaml"), "--set", "nonsense").Error, StringComparison.Ordinal);

    [Fact]
    public void Import_KindThatDoesNotFit_ExitsTwo() =>
        Assert.Equal(2, Tool.Run("import", Tool.Import("axolotl-qlora.yml"), "--kind", "gguf").Code);

    [Fact]
    public void Import_FolderOfACheckpoint_ReadsConfigAndShards()
    {
        File.Copy(Tool.Config("tinyllama-1.1b.json"), PathOf("config.json"));
        byte[] json = System.Text.Encoding.UTF8.GetBytes(
            """{"model.norm.weight":{"dtype":"F32","shape":[2048],"data_offsets":[0,8192]}}"""
        );
        File.WriteAllBytes(
            PathOf("model-00001-of-00001.safetensors"),
            [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[8192]]
        );
        Write(
            "model.safetensors.index.json",
            """{ "metadata": { "total_size": 8192 }, "weight_map": { "model.norm.weight": "model-00001-of-00001.safetensors" } }"""
        );
        var (code, output, error) = Tool.Run("import", PathOf(""), "--json");
        Assert.True(code == 0, error);
        using var document = JsonDocument.Parse(output);
        Assert.Equal("hugging-face+safetensors", document.RootElement.GetProperty("format").GetString());
        Assert.Equal(2048, document.RootElement.GetProperty("checkpoint").GetProperty("parameters").GetInt64());
        Assert.Equal(1_100_048_384, document.RootElement.GetProperty("parameters").GetInt64());
    }
}
