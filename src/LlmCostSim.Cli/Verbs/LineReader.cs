using System.Text;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// The lines of a text, each cut off one character beyond the longest that is accepted: a text without line feeds costs no more memory than
/// a long line, and who reads the line sees that it is too long.
/// </summary>
internal sealed class LineReader(TextReader input, int longest, int blockLength = 65536)
{
    private readonly char[] block = new char[blockLength];
    private readonly StringBuilder begun = new();
    private int at,
        end;

    /// <summary>The next line without its end, or <see langword="null"/> after the last.</summary>
    public string? Next()
    {
        begun.Clear();
        var any = false;
        while (true)
        {
            if (at == end)
            {
                (at, end) = (0, input.Read(block, 0, block.Length));
                if (end == 0)
                {
                    return any ? Line(default) : null;
                }
            }

            any = true;
            var rest = block.AsSpan(at, end - at);
            var feed = rest.IndexOf('\n');
            at += feed < 0 ? rest.Length : feed + 1;
            if (feed >= 0)
            {
                return Line(rest[..feed]);
            }

            Keep(rest);
        }
    }

    private void Keep(ReadOnlySpan<char> piece) => begun.Append(piece[..Math.Min(piece.Length, longest + 1 - begun.Length)]);

    private string Line(ReadOnlySpan<char> last)
    {
        if (begun.Length == 0 && last.Length <= longest)
        {
            return new string(last.EndsWith("\r") ? last[..^1] : last);
        }

        Keep(last);
        return begun.ToString().TrimEnd('\r');
    }
}
