using System.Text;

namespace LlmCostSim.Cli.Tests.Mutations;

/// <summary>Damages the bytes of a file in one to four places: what networks, disks, editors and enemies do to it.</summary>
internal static class Mutator
{
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "1e999",
            "-1",
            "0",
            "NaN",
            "Infinity",
            "null",
            "true",
            "[]",
            "{}",
            "[[[[[[[[",
            "{\"a\":{\"a\":",
            "99999999999999999999999",
            "1e-400",
            "0.5",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "\"\"",
            "\"\\ud800\"",
            "\\u0000",
            "\uFEFF",
            "'",
            "\"",
            "\n",
            "\r",
            "\t",
            ",",
            ":",
            "- ",
            "&a ",
            "*a",
            "<<: ",
            "!!binary ",
            "? ",
            "|\n",
            "#",
            "/*",
            "//",
            "--",
            "--num-layers 1",
            "$X",
            "${X:-",
            "auto",
            "x.y[z]",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF],
        [0xC3, 0x28],
        [0xED, 0xA0, 0x80],
    ];

    private static readonly ulong[] Numbers =
    [
        0,
        1,
        2,
        0x7F,
        0xFF,
        0x7FFF,
        0xFFFF,
        0x7FFFFFFF,
        0x80000000,
        0xFFFFFFFF,
        0x7FFFFFFFFFFFFFFF,
        0x8000000000000000,
        ulong.MaxValue,
        1UL << 40,
    ];

    /// <summary>A damaged copy.</summary>
    /// <param name="seed">The file.</param>
    /// <param name="other">Another file of its kind, parts of which may be put in.</param>
    /// <param name="random">Decides what happens.</param>
    public static byte[] Mutate(byte[] seed, byte[] other, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            Apply(bytes, other, at, random);
        }

        return [.. bytes];
    }

    private static void Apply(List<byte> bytes, byte[] other, int at, Random random)
    {
        var span = Math.Min(bytes.Count - at, 1 << random.Next(8));
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, span);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, span));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                Overwrite(bytes, at, BitConverter.GetBytes(Numbers[random.Next(Numbers.Length)]).AsSpan(0, 1 << random.Next(4)));
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + (1 << random.Next(10)))]);
                break;
            case 7:
                Overwrite(bytes, at, Tokens[random.Next(Tokens.Length)]);
                break;
            default:
                bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = with[i];
        }
    }
}
