using LlmCostSim.Interop;
using LlmCostSim.Tests.Properties;

namespace LlmCostSim.Tests.Interop;

public sealed class ConfigurationImporterTests
{
    private static readonly string[] Files =
    [
        .. Directory
            .GetFiles(Path.Combine(AppContext.BaseDirectory, "Interop", "Configs"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText),
    ];

    private static readonly string[] Absurd =
    [
        "-1",
        "0",
        "1e308",
        "1e999",
        "99999999999999999999999",
        "\"x\"",
        "[]",
        "{}",
        "null",
        "true",
        "[[[1]]]",
        "2147483647",
        "0.5",
        "\"\\ud800\"",
    ];

    [Theory]
    [InlineData("{ \"model_type\": \"llama\" }", "hugging-face")]
    [InlineData("  { \"train_micro_batch_size_per_gpu\": 1 }", "deepspeed")]
    [InlineData("{ \"bf16\": { \"enabled\": true } }", "deepspeed")]
    [InlineData("--num-layers 3", "megatron")]
    [InlineData("#!/bin/bash\ntorchrun x.py --bf16", "megatron")]
    [InlineData("", "hugging-face")]
    [InlineData("[1]", "hugging-face")]
    public void Read_Text_IsGivenToTheRightReader(string text, string format) =>
        Assert.Equal(format, ConfigurationImporter.Read(text).Format);

    /// <summary>Cut, doubled and mutated files never throw, and either give a sound model or errors.</summary>
    [Property(MaxTest = 300)]
    public void Read_DamagedFile_NeverThrows(Seed file, Seed cut, Seed at, byte change)
    {
        string text = Files[file.Below(Files.Length)];
        int place = at.Below(text.Length);
        string damaged = (cut.Value & 3) switch
        {
            0 => text[..place],
            1 => text.Remove(place, 1),
            2 => text[..place] + (char)change + text[(place + 1)..],
            _ => text[..place] + text[Math.Max(0, place - 20)..],
        };
        ImportResult result = ConfigurationImporter.Read(damaged);
        AssertWhole(result);
        Assert.True(result.Model is null || result.Model.Attention.Heads % result.Model.Attention.KeyValueHeads == 0);
    }

    /// <summary>Values of the wrong kind or of absurd size in any member never throw.</summary>
    [Property(MaxTest = 300)]
    public void Read_AbsurdValue_NeverThrows(Seed file, Seed member, Seed value)
    {
        string text = Files[file.Below(Files.Length)];
        string[] parts = text.Split(':');
        if (parts.Length < 3)
        {
            return;
        }

        int which = 1 + member.Below(parts.Length - 2);
        int end = parts[which].LastIndexOf(',');
        if (end < 0)
        {
            return;
        }

        parts[which] = Absurd[value.Below(Absurd.Length)] + parts[which][end..];
        ImportResult result = ConfigurationImporter.Read(string.Join(':', parts));
        AssertWhole(result);
    }

    private static void AssertWhole(ImportResult result)
    {
        Assert.True(result.Succeeded || result.Model is null);
        Assert.True(!result.Succeeded || result.Format != "hugging-face" || result.Model is not null);
    }
}
