using LlmCostSim.Interop;
using LlmCostSim.Models;

namespace LlmCostSim.Tests.Interop;

public sealed class CheckpointHeaderTests
{
    private static ImportResult Read(byte[] header, long? length = null) =>
        ConfigurationImporter.ReadHeader(new MemoryStream(header), length);

    [Fact]
    public void Safetensors_LlamaShapes_GiveTheCatalogueArchitectureAndItsBytes()
    {
        ImportResult result = Read(CheckpointFile.Safetensors(CheckpointFile.Llama(32, 4096, 4096, 1024, 14336, 128256)));
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        ModelSpec llama = ModelCatalog.Default.Get("llama-3-8b").Spec;
        Assert.Equal(llama with { Id = "imported", MaxSequence = result.Model!.MaxSequence }, result.Model);
        Assert.Equal(8_030_261_248, result.Checkpoint!.Parameters);
        Assert.Equal(2 * 8_030_261_248, result.Checkpoint.WeightBytes);
        Assert.Equal(16, result.Checkpoint.BitsPerWeight);
        Assert.Equal("\"bf16\"", result.Find("strategy.weights")?.Json);
    }

    [Fact]
    public void Safetensors_UnknownShapes_AssumeTheUsualHeadSizeAndSaySo()
    {
        ImportResult result = Read(CheckpointFile.Safetensors(CheckpointFile.Llama(3, 512, 512, 128, 1536, 1000)));
        Assert.Equal((4, 1, 128), (result.Model!.Attention.Heads, result.Model.Attention.KeyValueHeads, result.Model.Attention.HeadDim));
        Assert.Contains(result.Warnings, w => w.Message.Contains("128 is assumed", StringComparison.Ordinal));
    }

    /// <summary>
    /// A 4-bit matrix of 4096 × 4096: GPTQ packs along the inputs, AWQ along the outputs, bitsandbytes into bytes without a shape.
    /// </summary>
    [Fact]
    public void Safetensors_QuantisedMatrices_CountTheirWeightsAndNotTheirScales()
    {
        ImportResult gptq = Read(
            CheckpointFile.Safetensors(
                ("model.layers.0.mlp.up_proj.qweight", "I32", 4, [512, 4096]),
                ("model.layers.0.mlp.up_proj.scales", "F16", 2, [32, 4096]),
                ("model.layers.0.mlp.up_proj.qzeros", "I32", 4, [32, 512]),
                ("model.layers.0.mlp.up_proj.g_idx", "I32", 4, [4096])
            )
        );
        ImportResult awq = Read(
            CheckpointFile.Safetensors(
                ("model.layers.0.mlp.up_proj.qweight", "I32", 4, [4096, 512]),
                ("model.layers.0.mlp.up_proj.scales", "F16", 2, [32, 4096]),
                ("model.layers.0.mlp.up_proj.qzeros", "I32", 4, [32, 512])
            )
        );
        ImportResult bytes = Read(
            CheckpointFile.Safetensors(
                ("model.layers.0.mlp.up_proj.weight", "U8", 1, [8388608, 1]),
                ("model.layers.0.mlp.up_proj.weight.absmax", "U8", 1, [262144]),
                ("model.layers.0.mlp.up_proj.weight.nested_absmax", "F32", 4, [1024]),
                ("model.layers.0.mlp.up_proj.weight.quant_map", "F32", 4, [16]),
                ("model.layers.0.mlp.up_proj.weight.quant_state.bitsandbytes__nf4", "U8", 1, [90])
            )
        );
        ImportResult[] all = [gptq, awq, bytes];
        Assert.All(all, result => Assert.Equal(4096 * 4096, result.Checkpoint!.Parameters));
        Assert.Equal(["\"gptq\"", "\"awq\"", "\"nf4-dq\""], all.Select(r => r.Find("strategy.weights")?.Json));
        // 4 bits, and per group of 128 a 16-bit scale and a 4-bit zero point (and GPTQ's order of the columns).
        Assert.InRange(awq.Checkpoint!.BitsPerWeight, 4.156, 4.157);
        Assert.InRange(gptq.Checkpoint!.BitsPerWeight, 4.156, 4.165);
        Assert.InRange(bytes.Checkpoint!.BitsPerWeight, 4.12, 4.13);
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,5]}}", "tensor 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F17\",\"shape\":[2],\"data_offsets\":[0,4]}}", "tensor 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F16\",\"shape\":[-2],\"data_offsets\":[0,4]}}", "tensor 'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F16\",\"shape\":[9223372036854775807,9223372036854775807],\"data_offsets\":[0,4]}}", "tensor 'a'")]
    [InlineData(
        "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "tensor 'a'"
    )]
    [InlineData("{\"a\":3}", "tensor 'a'")]
    [InlineData("{\"a\":[[[[[[[[[[", "tensor 'a'")]
    [InlineData("[]", "$")]
    public void Safetensors_Hostile_GivesAnErrorWithItsPlace(string json, string place)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(json);
        ImportResult result = Read([.. BitConverter.GetBytes((ulong)text.Length), .. text]);
        Assert.Equal(place, Assert.Single(result.Errors).Path);
    }

    [Theory]
    [InlineData(1UL << 30)]
    [InlineData(ulong.MaxValue)]
    [InlineData(0UL)]
    [InlineData(100UL)]
    public void Safetensors_LengthThatIsNotThere_IsRefusedBeforeAnythingIsRead(ulong length)
    {
        ImportResult? result = null;

        var allocated = Allocations.Of(() => result = Read([.. BitConverter.GetBytes(length), (byte)'{'], 9));

        Assert.Equal("byte 8", Assert.Single(result!.Errors).Path);
        Assert.InRange(allocated, 0, 1_000_000);
    }

    /// <summary>
    /// The file of Llama 2 7B in q4_k_m has 4,081,004,256 bytes with its header of some 0.7 MB; the tensors alone take 4.080 GB
    /// (llama.cpp's table: 4.08 GB, 4.84 bits).
    /// </summary>
    [Fact]
    public void Gguf_Llama2MediumMixture_GivesArchitectureBitsAndTheScenariosWord()
    {
        ImportResult result = Read(CheckpointFile.Llama2Q4KM());
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        ModelSpec llama = ModelCatalog.Default.Get("llama-2-7b").Spec;
        Assert.Equal(llama with { Id = "imported" }, result.Model);
        Assert.Equal(6_738_415_616, result.Checkpoint!.Parameters);
        Assert.InRange(result.Checkpoint.WeightBytes, 4.079e9, 4.082e9);
        Assert.Equal("\"q4_k_m\"", result.Find("strategy.weights")?.Json);
        Assert.DoesNotContain(result.Warnings, w => w.Message.Contains("other rules", StringComparison.Ordinal));
    }

    [Fact]
    public void Gguf_ShorterThanItsTensors_IsReadWithAWarning()
    {
        byte[] header = CheckpointFile.Llama2Q4KM();
        Assert.Contains(Read(header, header.Length).Warnings, w => w.Message.Contains("cut off", StringComparison.Ordinal));
        Assert.DoesNotContain(Read(header, 5_000_000_000).Warnings, w => w.Message.Contains("cut off", StringComparison.Ordinal));
    }

    [Fact]
    public void Gguf_FormatsOtherThanTheMixtures_SaySo()
    {
        ImportResult result = Read(
            CheckpointFile.Gguf(
                [
                    ("general.architecture", "llama"),
                    ("general.file_type", 2u),
                    ("llama.block_count", 1u),
                    ("llama.embedding_length", 256u),
                    ("llama.attention.head_count", 4u),
                ],
                [
                    ("token_embd.weight", 1, [1000, 256]),
                    ("blk.0.attn_norm.weight", 0, [256]),
                    ("blk.0.ffn_norm.weight", 0, [256]),
                    ("blk.0.attn_q.weight", 1, [256, 256]),
                    ("blk.0.attn_k.weight", 1, [256, 256]),
                    ("blk.0.attn_v.weight", 1, [256, 256]),
                    ("blk.0.attn_output.weight", 1, [256, 256]),
                    ("blk.0.ffn_gate.weight", 1, [512, 256]),
                    ("blk.0.ffn_up.weight", 1, [512, 256]),
                    ("blk.0.ffn_down.weight", 1, [256, 512]),
                    ("output_norm.weight", 0, [256]),
                ]
            )
        );
        Assert.True(result.Model!.TiedEmbeddings);
        Assert.Contains(result.Warnings, w => w.Message.Contains("other rules", StringComparison.Ordinal));
    }

    [Fact]
    public void Gguf_StateSpace_SaysWhatIsStoredAndNoArchitecture()
    {
        ImportResult result = Read(
            CheckpointFile.Gguf(
                [("general.architecture", "mamba"), ("mamba.ssm.state_size", 16u), ("mamba.block_count", 1u)],
                [("token_embd.weight", 1, [1000, 256]), ("blk.0.ssm_in.weight", 1, [1024, 256])]
            )
        );
        Assert.True(result.Succeeded);
        Assert.Null(result.Model);
        Assert.Equal(518_144, result.Checkpoint!.Parameters);
        Assert.Contains(result.Warnings, w => w.Message.Contains("state instead of attention", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4, 1u)]
    [InlineData(4, 0x03000000u)]
    [InlineData(8, 0xFFFFFFFFu)]
    [InlineData(16, 0xFFFFFFFFu)]
    [InlineData(24, 0x7FFFFFFFu)]
    public void Gguf_HostileCounts_GiveAnErrorWithItsByte(int at, uint value)
    {
        byte[] header = CheckpointFile.Llama2Q4KM();
        BitConverter.GetBytes(value).CopyTo(header, at);
        ImportResult result = Read(header);
        Assert.StartsWith("byte ", Assert.Single(result.Errors).Path, StringComparison.Ordinal);
        Assert.Null(result.Model);
    }

    /// <summary>A header cut off anywhere is an error at the place where it ends, never an exception.</summary>
    [Fact]
    public void Gguf_CutOffAnywhere_GivesAnError()
    {
        byte[] header = CheckpointFile.Llama2Q4KM(256, 2, 4, 512);
        for (int length = 0; length < header.Length; length += 7)
        {
            Assert.NotEmpty(Read(header[..length]).Errors);
        }
    }
}
