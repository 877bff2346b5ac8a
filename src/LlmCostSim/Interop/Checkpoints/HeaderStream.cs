using System.Buffers.Binary;
using System.Text;
using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads the first bytes of a binary file, little-endian, up to a limit; what cannot be read ends the reading with its byte.
/// </summary>
/// <param name="stream">The file from its first byte.</param>
/// <param name="limit">Most bytes that are read.</param>
internal sealed class HeaderStream(Stream stream, long limit)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private int filled;
    private int used;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Ends the reading.</summary>
    /// <param name="message">What is wrong.</param>
    public InvalidInputException Wrong(string message) => new([new InputProblem($"byte {Position}", message)]);

    /// <summary>Fills a span.</summary>
    public void Read(Span<byte> target)
    {
        if (Position + target.Length > limit)
        {
            throw Wrong($"the header is longer than the {limit} bytes that are read");
        }

        while (!target.IsEmpty)
        {
            if (used == filled && !Fill())
            {
                throw Wrong("the file ends within its header");
            }

            int part = Math.Min(target.Length, filled - used);
            buffer.AsSpan(used, part).CopyTo(target);
            target = target[part..];
            used += part;
            Position += part;
        }
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count)
    {
        if (count < 0 || Position + count > limit)
        {
            throw Wrong($"the header is longer than the {limit} bytes that are read");
        }

        while (count > 0)
        {
            if (used == filled && !Fill())
            {
                throw Wrong("the file ends within its header");
            }

            int part = (int)Math.Min(count, filled - used);
            used += part;
            Position += part;
            count -= part;
        }
    }

    public byte ReadByte()
    {
        Span<byte> bytes = stackalloc byte[1];
        Read(bytes);
        return bytes[0];
    }

    public uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong ReadUInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>A number that counts something.</summary>
    /// <param name="what">What it counts.</param>
    /// <param name="most">Largest that is read.</param>
    public int ReadCount(string what, int most)
    {
        ulong count = ReadUInt64();
        return count <= (ulong)most ? (int)count : throw Wrong($"{count} {what}; at most {most} are read");
    }

    /// <summary>A text with its length before it.</summary>
    /// <param name="kept">Bytes that are kept; the rest is passed over.</param>
    public string ReadText(int kept)
    {
        ulong length = ReadUInt64();
        if (length > (ulong)limit)
        {
            throw Wrong($"a text of {length} bytes is longer than the {limit} bytes that are read");
        }

        byte[] bytes = new byte[Math.Min((int)length, kept)];
        Read(bytes);
        Skip((long)length - bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private bool Fill()
    {
        used = 0;
        filled = stream.Read(buffer, 0, buffer.Length);
        return filled > 0;
    }
}
