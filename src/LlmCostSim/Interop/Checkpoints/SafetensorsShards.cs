using System.Text.Json;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads the headers of one safetensors file or of all files that a checkpoint is divided over: eight bytes of length, little-endian, and a
/// JSON object of tensors.
/// </summary>
internal sealed class SafetensorsShards
{
    /// <summary>
    /// Longest header that is read; the format's own library stops at 100 MB, and the longest that are published have a few.
    /// </summary>
    public const int MostHeaderBytes = 32 * 1024 * 1024;

    private const int MostTensors = 200_000;
    private const int MostDimensions = 16;
    private const long MostElements = 1L << 50;

    /// <summary>A petabyte: far above any checkpoint, far below what sums can hold.</summary>
    private const long MostBytes = 1L << 50;

    private readonly List<StoredTensor> tensors = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private int files;
    private long bytes;

    /// <summary>Reads a file's header.</summary>
    /// <param name="stream">The file from its first byte.</param>
    /// <param name="length">Bytes of the whole file, or <see langword="null"/>.</param>
    /// <exception cref="InvalidInputException">The header is not what it should be.</exception>
    public void Add(Stream stream, long? length)
    {
        var header = new HeaderStream(stream, CheckpointHeader.MostBytes);
        Add(header, header.ReadUInt64(), length);
    }

    /// <summary>Reads a file's header behind its length.</summary>
    /// <exception cref="InvalidInputException">The header is not what it should be.</exception>
    public void Add(HeaderStream header, ulong size, long? length)
    {
        if (size is 0 or > MostHeaderBytes)
        {
            throw header.Wrong($"a header of {size} bytes; between 1 and {MostHeaderBytes} are read");
        }

        if (length is { } known && size > (ulong)Math.Max(0, known - 8))
        {
            throw header.Wrong($"a header of {size} bytes in a file of {known} bytes");
        }

        byte[] json = new byte[(int)size];
        header.Read(json);
        files++;
        try
        {
            ReadObject(json, length - 8 - (long)size);
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException([
                new InputProblem($"byte {8 + (exception.BytePositionInLine ?? 0)}", "the header is not valid JSON"),
            ]);
        }
        catch (InvalidOperationException)
        {
            throw header.Wrong("the header has a text that is not valid Unicode");
        }
    }

    /// <summary>Turns the tensors of all files into what they say of the model.</summary>
    public void Finish(ImportDraft draft) => SafetensorsCheckpoint.Read(tensors, files, draft);

    private void ReadObject(byte[] json, long? dataBytes)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidInputException([new InputProblem("$", "the header must be an object of tensors")]);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString() ?? "";
            reader.Read();
            if (name == "__metadata__")
            {
                reader.Skip();
                continue;
            }

            if (tensors.Count >= MostTensors)
            {
                throw new InvalidInputException([new InputProblem("$", $"more than the {MostTensors} tensors that are read")]);
            }

            if (!names.Add(name))
            {
                throw Wrong(name, "is given twice");
            }

            StoredTensor tensor = ReadTensor(ref reader, name, dataBytes);
            bytes += tensor.Bytes;
            if (bytes > MostBytes)
            {
                throw Wrong(name, $"the tensors take more than the {MostBytes} bytes that are read");
            }

            tensors.Add(tensor);
        }
    }

    private static StoredTensor ReadTensor(ref Utf8JsonReader reader, string name, long? dataBytes)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(name, "must be an object with dtype, shape and data_offsets");
        }

        string? format = null;
        long[]? shape = null,
            offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype"u8))
            {
                reader.Read();
                format = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw Wrong(name, "dtype must be a text");
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                shape = ReadNumbers(ref reader, name);
            }
            else if (reader.ValueTextEquals("data_offsets"u8))
            {
                offsets = ReadNumbers(ref reader, name);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return Check(name, format, shape, offsets, dataBytes);
    }

    private static StoredTensor Check(string name, string? format, long[]? shape, long[]? offsets, long? dataBytes)
    {
        if (format is null || shape is null || offsets is not [var begin, var end])
        {
            throw Wrong(name, "must have dtype, shape and two data_offsets");
        }

        if (!CheckpointFormats.Default.Safetensors.TryGetValue(format, out int bits))
        {
            throw Wrong(
                name,
                $"dtype '{JsonInput.Short(format)}' is not known; known: {string.Join(", ", CheckpointFormats.Default.Safetensors.Keys)}"
            );
        }

        double elements = 1;
        foreach (long length in shape)
        {
            elements *= length;
        }

        if (elements > MostElements)
        {
            throw Wrong(name, $"has {elements:E1} elements; at most {(double)MostElements:E1} are read");
        }

        long size = (((long)elements * bits) + 7) / 8;
        if (end < begin || end - begin != size)
        {
            throw Wrong(name, $"its offsets hold {end - begin} bytes, its shape {size}");
        }

        return dataBytes is { } all && end > all
            ? throw Wrong(name, $"ends at byte {end} of the {all} bytes of data: the file is cut off or its header is wrong")
            : new StoredTensor(name, shape, format, (long)elements, size);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(name, "shape and data_offsets must be lists");
        }

        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (
                reader.TokenType != JsonTokenType.Number
                || !reader.TryGetInt64(out long number)
                || number < 0
                || numbers.Count == MostDimensions
            )
            {
                throw Wrong(name, $"shape and data_offsets must be lists of at most {MostDimensions} whole numbers from 0");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static InvalidInputException Wrong(string tensor, string message) =>
        new([new InputProblem($"tensor '{JsonInput.Short(tensor)}'", message)]);
}
