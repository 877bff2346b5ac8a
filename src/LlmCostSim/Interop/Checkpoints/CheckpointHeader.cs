using System.Buffers.Binary;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>Tells GGUF and safetensors files apart by their first bytes and reads their headers.</summary>
internal static class CheckpointHeader
{
    /// <summary>Most bytes of a header that are read: ten times the largest tokenizer that ships in a GGUF file.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Kind of a file by its first eight bytes, or <see langword="null"/> where it is neither.</summary>
    public static string? KindOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("GGUF"u8))
        {
            return ConfigurationKind.Gguf;
        }

        // A length that no text begins with: its upper bytes are zero.
        return start.Length >= 9 && start[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) < 1UL << 48
            ? ConfigurationKind.Safetensors
            : null;
    }

    public static ImportResult Read(Stream stream, long? length)
    {
        var header = new HeaderStream(stream, MostBytes);
        var draft = new ImportDraft(new InputProblems(), new InputProblems());
        string format = ConfigurationKind.Gguf;
        try
        {
            byte[] start = new byte[8];
            header.Read(start);
            if (start.AsSpan().StartsWith("GGUF"u8))
            {
                GgufHeaderReader.Read(header, BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(4)), length, draft);
            }
            else
            {
                format = ConfigurationKind.Safetensors;
                var shards = new SafetensorsShards();
                shards.Add(header, BinaryPrimitives.ReadUInt64LittleEndian(start), length);
                shards.Finish(draft);
            }
        }
        catch (InvalidInputException wrong)
        {
            draft.Errors.AddRange(wrong.Problems);
        }

        return draft.Finish(format);
    }
}
