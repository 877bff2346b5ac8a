using System.Globalization;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads the header of a GGUF file, version 2 or 3: metadata and the list of tensors with their formats (ggml's docs/gguf.md).
/// </summary>
internal static class GgufHeaderReader
{
    private const int MostKeys = 65_536;
    private const int MostTensors = 100_000;
    private const int MostItems = 64 * 1024 * 1024;
    private const int KeptNumbers = 1024;
    private const int KeptText = 1024;
    private const int DeepestList = 4;
    private const double MostElements = 1L << 50;
    private const long MostBytes = 1L << 50;

    /// <summary>Reads everything behind magic and version.</summary>
    /// <exception cref="InvalidInputException">The header is not what it should be.</exception>
    public static void Read(HeaderStream header, uint version, long? length, ImportDraft draft)
    {
        if (version is not (2 or 3))
        {
            throw header.Wrong(
                version is > 0 and < 0x10000 ? $"GGUF version {version} is not read; known: 2, 3" : "the file is big-endian or damaged"
            );
        }

        int tensorCount = header.ReadCount("tensors", MostTensors);
        int keyCount = header.ReadCount("keys", MostKeys);
        var values = new Dictionary<string, GgufValue>(StringComparer.Ordinal);
        for (int i = 0; i < keyCount; i++)
        {
            string key = header.ReadText(KeptText);
            if (!values.TryAdd(key, ReadValue(header, header.ReadUInt32(), 0)))
            {
                throw header.Wrong($"the key '{JsonInput.Short(key)}' is given twice");
            }
        }

        var tensors = new List<StoredTensor>();
        long end = 0;
        for (int i = 0; i < tensorCount; i++)
        {
            end = Math.Max(end, ReadTensor(header, tensors));
        }

        WarnOfLength(header.Position, end, length, draft);
        GgufCheckpoint.Read(new GgufMetadata(values, draft), tensors, draft);
    }

    private static GgufValue ReadValue(HeaderStream header, uint type, int depth)
    {
        switch (type)
        {
            case 8:
                return new GgufValue(header.ReadText(KeptText), [], 1);
            case 9 when depth < DeepestList:
                return ReadList(header, depth);
            case 9:
                throw header.Wrong($"lists nested deeper than {DeepestList}");
            default:
                return new GgufValue(null, [ReadNumber(header, type)], 1);
        }
    }

    private static GgufValue ReadList(HeaderStream header, int depth)
    {
        uint type = header.ReadUInt32();
        int count = header.ReadCount("items of a list", MostItems);
        if (type is 8 or 9)
        {
            for (int i = 0; i < count; i++)
            {
                if (type == 9)
                {
                    ReadList(header, depth + 1 < DeepestList ? depth + 1 : throw header.Wrong($"lists nested deeper than {DeepestList}"));
                }
                else
                {
                    header.ReadText(0);
                }
            }

            return new GgufValue(null, [], count);
        }

        double[] kept = new double[Math.Min(count, KeptNumbers)];
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = ReadNumber(header, type);
        }

        header.Skip((count - kept.Length) * (long)SizeOf(header, type));
        return new GgufValue(null, kept, count);
    }

    private static double ReadNumber(HeaderStream header, uint type) =>
        type switch
        {
            0 => header.ReadByte(),
            1 => (sbyte)header.ReadByte(),
            2 => (ushort)(header.ReadByte() | (header.ReadByte() << 8)),
            3 => (short)(header.ReadByte() | (header.ReadByte() << 8)),
            4 => header.ReadUInt32(),
            5 => (int)header.ReadUInt32(),
            6 => BitConverter.UInt32BitsToSingle(header.ReadUInt32()),
            7 => header.ReadByte() == 0 ? 0 : 1,
            10 => header.ReadUInt64(),
            11 => (long)header.ReadUInt64(),
            12 => BitConverter.UInt64BitsToDouble(header.ReadUInt64()),
            _ => throw header.Wrong($"a value of the unknown type {type}"),
        };

    private static int SizeOf(HeaderStream header, uint type) =>
        type switch
        {
            0 or 1 or 7 => 1,
            2 or 3 => 2,
            4 or 5 or 6 => 4,
            10 or 11 or 12 => 8,
            _ => throw header.Wrong($"a list of the unknown type {type}"),
        };

    /// <returns>Where the tensor ends in the data.</returns>
    private static long ReadTensor(HeaderStream header, List<StoredTensor> tensors)
    {
        string name = header.ReadText(KeptText);
        uint dimensions = header.ReadUInt32();
        if (dimensions > 4)
        {
            throw header.Wrong($"tensor '{JsonInput.Short(name)}' has {dimensions} dimensions; at most 4 are read");
        }

        long[] shape = new long[dimensions];
        double elements = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            ulong size = header.ReadUInt64();
            elements *= size;
            if (elements > MostElements || size > (ulong)MostElements)
            {
                throw header.Wrong($"tensor '{JsonInput.Short(name)}' has {elements:E1} elements; at most {MostElements:E1} are read");
            }

            shape[i] = (long)size;
        }

        if (!CheckpointFormats.Default.Ggml.TryGetValue(header.ReadUInt32(), out BlockFormat format))
        {
            throw header.Wrong($"tensor '{JsonInput.Short(name)}' has an unknown format");
        }

        ulong offset = header.ReadUInt64();
        long bytes = (long)elements / format.Block * format.Bytes;
        if (offset > (ulong)MostBytes || shape is [.., var row] && row % format.Block != 0)
        {
            throw header.Wrong(
                $"tensor '{JsonInput.Short(name)}': rows of {format.Name} must be multiples of {format.Block}, and offsets below {MostBytes}"
            );
        }

        tensors.Add(new StoredTensor(name, shape, format.Name, (long)elements, bytes));
        return (long)offset + bytes;
    }

    private static void WarnOfLength(long header, long data, long? length, ImportDraft draft)
    {
        if (length is { } known && known < header + data)
        {
            draft.Warnings.Add(
                "tensors",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the tensors end {header + data - known} bytes behind the end of the file: it is cut off, or one of several parts"
                )
            );
        }
    }
}
