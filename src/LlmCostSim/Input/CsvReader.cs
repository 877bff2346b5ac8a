using System.Text;

namespace LlmCostSim.Input;

/// <summary>
/// Reads comma-separated values with quoted fields (RFC 4180: doubled quotes, commas and line breaks inside quotes), one record at a time.
/// The first record is the header.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private readonly TextReader reader;
    private readonly List<string> cells = [];
    private readonly StringBuilder quoted = new();
    private int lines;

    public CsvReader(TextReader reader)
    {
        this.reader = reader;
        Header = Read() ? [.. cells.Select(cell => cell.Trim().TrimStart('\uFEFF'))] : [];
    }

    /// <summary>Column names.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Line on which the current record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The current record's fields, a copy.</summary>
    public string[] Cells() => [.. cells];

    /// <summary>Goes to the next record, over blank lines.</summary>
    public bool Read()
    {
        while (reader.ReadLine() is { } text)
        {
            Line = ++lines;
            if (!string.IsNullOrWhiteSpace(text))
            {
                Split(text);
                return true;
            }
        }

        return false;
    }

    public void Dispose() => reader.Dispose();

    private void Split(string text)
    {
        cells.Clear();
        var start = 0;
        while (true)
        {
            if (start < text.Length && text[start] == '"')
            {
                text = Quoted(text, ref start);
            }
            else
            {
                var comma = text.IndexOf(',', start);
                var end = comma < 0 ? text.Length : comma;
                cells.Add(text[start..end]);
                start = end;
            }

            if (start >= text.Length)
            {
                return;
            }

            start++;
            if (start == text.Length)
            {
                cells.Add("");
                return;
            }
        }
    }

    // Adds the quoted field that begins at start; leaves start at the comma behind it. A field that goes on in the next line brings that
    // line along.
    private string Quoted(string text, ref int start)
    {
        quoted.Clear();
        var at = start + 1;
        while (true)
        {
            if (at >= text.Length)
            {
                if (reader.ReadLine() is not { } more)
                {
                    break;
                }

                lines++;
                quoted.Append('\n');
                (text, at) = (more, 0);
            }
            else if (text[at] != '"')
            {
                quoted.Append(text[at++]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                quoted.Append('"');
                at += 2;
            }
            else
            {
                at++;
                break;
            }
        }

        cells.Add(quoted.ToString());
        var comma = at < text.Length ? text.IndexOf(',', at) : -1;
        start = comma < 0 ? text.Length : comma;
        return text;
    }
}
