using System.Globalization;

namespace LlmCostSim.Reporting.Explaining;

/// <summary>
/// Computes a formula over figures: paths, numbers, <c>+ - * /</c>, brackets and <c>sum(path.*)</c>. So that an explanation can show the
/// figure coming out of the values it names, and a test can hold it to that.
/// </summary>
internal ref struct FigureExpression
{
    private readonly ReadOnlySpan<char> text;
    private readonly FigureValues values;
    private int at;
    private bool unknown;

    private FigureExpression(string text, FigureValues values)
    {
        this.text = text;
        this.values = values;
    }

    /// <summary>The value of a formula; <see langword="null"/> where a path has no number.</summary>
    /// <exception cref="FormatException">The text is not a formula.</exception>
    public static double? Evaluate(string text, FigureValues values)
    {
        var expression = new FigureExpression(text, values);
        var result = expression.Sum();
        if (expression.at < text.Length)
        {
            throw new FormatException($"'{text}' is not a formula: stopped at {expression.at}");
        }

        return expression.unknown ? null : result;
    }

    private double Sum()
    {
        var result = Product();
        while (true)
        {
            if (Take('+'))
            {
                result += Product();
            }
            else if (Take('-'))
            {
                result -= Product();
            }
            else
            {
                return result;
            }
        }
    }

    private double Product()
    {
        var result = Operand();
        while (true)
        {
            if (Take('*'))
            {
                result *= Operand();
            }
            else if (Take('/'))
            {
                result /= Operand();
            }
            else
            {
                return result;
            }
        }
    }

    private double Operand()
    {
        if (Take('('))
        {
            var inner = Sum();
            Expect(')');
            return inner;
        }

        var word = Word();
        if (word == "sum" && Take('('))
        {
            var total = values.Find(Word()).Sum(static pair => double.Parse(pair.Value, CultureInfo.InvariantCulture));
            Expect(')');
            return total;
        }

        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var value = values.Number(word);
        unknown |= value is null;
        return value ?? 1;
    }

    private string Word()
    {
        Blanks();
        var first = at;
        while (
            at < text.Length
            && (char.IsLetterOrDigit(text[at]) || text[at] == '.' || (text[at] == '*' && at > first && text[at - 1] == '.'))
        )
        {
            at++;
        }

        return at > first ? text[first..at].ToString() : throw new FormatException($"'{text}' is not a formula: nothing at {first}");
    }

    private bool Take(char sign)
    {
        Blanks();
        if (at >= text.Length || text[at] != sign)
        {
            return false;
        }

        at++;
        return true;
    }

    private void Expect(char sign)
    {
        if (!Take(sign))
        {
            throw new FormatException($"'{text}' is not a formula: no {sign} at {at}");
        }
    }

    private void Blanks()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }
}
