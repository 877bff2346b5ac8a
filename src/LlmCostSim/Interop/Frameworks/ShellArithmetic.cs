using System.Globalization;

namespace LlmCostSim.Interop;

/// <summary>Whole-number arithmetic of launch scripts: sums, products, quotients and remainders of numbers, and brackets.</summary>
internal static class ShellArithmetic
{
    private const int DeepestBracket = 32;

    /// <summary>The value of an expression, or <see langword="null"/> where it is something else, overflows or divides by zero.</summary>
    public static string? Evaluate(string expression)
    {
        int at = 0;
        try
        {
            long? value = Sum(expression, ref at, 0);
            Blanks(expression, ref at);
            return at == expression.Length ? value?.ToString(CultureInfo.InvariantCulture) : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static long? Sum(string text, ref int at, int depth)
    {
        long? value = Product(text, ref at, depth);
        while (value is not null && Operator(text, ref at, "+-") is { } sign)
        {
            long? next = Product(text, ref at, depth);
            value = sign == '+' ? checked(value + next) : checked(value - next);
        }

        return value;
    }

    private static long? Product(string text, ref int at, int depth)
    {
        long? value = Factor(text, ref at, depth);
        while (value is not null && Operator(text, ref at, "*/%") is { } sign)
        {
            long? next = Factor(text, ref at, depth);
            value =
                sign == '*' ? checked(value * next)
                : next is null or 0 or -1 ? null
                : sign == '/' ? value / next
                : value % next;
        }

        return value;
    }

    private static long? Factor(string text, ref int at, int depth)
    {
        Blanks(text, ref at);
        if (at < text.Length && text[at] == '(' && depth < DeepestBracket)
        {
            at++;
            long? inner = Sum(text, ref at, depth + 1);
            return Operator(text, ref at, ")") is null ? null : inner;
        }

        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return long.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;
    }

    private static char? Operator(string text, ref int at, string signs)
    {
        Blanks(text, ref at);
        return at < text.Length && signs.Contains(text[at]) ? text[at++] : null;
    }

    private static void Blanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }
}
