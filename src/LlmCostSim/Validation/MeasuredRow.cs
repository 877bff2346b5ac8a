using System.Globalization;

namespace LlmCostSim.Validation;

/// <summary>One row of measured data. A column that the file lacks reads as an empty cell.</summary>
internal sealed class MeasuredRow(MeasuredFile file, int line, string[] cells)
{
    /// <summary>The file it is from.</summary>
    public MeasuredFile File => file;

    /// <summary>Its line, from 1.</summary>
    public int Line => line;

    /// <summary>File and line, as problems name it.</summary>
    public string Place => $"{file.Name}:{line}";

    /// <summary>A cell, trimmed; empty means unknown.</summary>
    public string Text(string column)
    {
        var index = file.Column(column);
        return index >= 0 && index < cells.Length ? cells[index].Trim() : "";
    }

    /// <summary>Whether a cell says yes.</summary>
    public bool Yes(string column) => Text(column) is "yes" or "true" or "True" or "1";

    /// <summary>A number, or <see langword="null"/> where the cell is empty or no finite number.</summary>
    public double? Number(string column) =>
        double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;

    /// <summary>A whole number, <c>4096.0</c> too, or <see langword="null"/>.</summary>
    public int? Integer(string column) =>
        Number(column) is { } value && value == Math.Floor(value) && Math.Abs(value) < int.MaxValue ? (int)value : null;

    /// <summary>A number that the row cannot be predicted without.</summary>
    /// <exception cref="UnpredictableRowException">It is empty, no number, or not above 0.</exception>
    public double Positive(string column) => Number(column) is { } value && value > 0 ? value : throw Missing(column);

    /// <summary>A whole number that the row cannot be predicted without.</summary>
    /// <exception cref="UnpredictableRowException">It is empty, no whole number, or not above 0.</exception>
    public int Count(string column) => Integer(column) is { } value && value > 0 ? value : throw Missing(column);

    /// <summary>A whole number, 1 where the cell is empty.</summary>
    /// <exception cref="UnpredictableRowException">It is neither empty nor a whole number above 0.</exception>
    public int CountOrOne(string column) => Text(column).Length == 0 ? 1 : Count(column);

    /// <summary>A choice by the cell's text.</summary>
    /// <exception cref="UnpredictableRowException">The text is none of the choices.</exception>
    public T Choice<T>(string column, params ReadOnlySpan<(string Text, T Value)> choices)
    {
        var text = Text(column);
        foreach (var (known, value) in choices)
        {
            if (string.Equals(text, known, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw text.Length == 0 ? Missing(column) : new UnpredictableRowException($"{column} '{text}' is not known");
    }

    private UnpredictableRowException Missing(string column)
    {
        var text = Text(column);
        return file.Column(column) < 0
            ? new UnpredictableRowException($"there is no column '{column}'", ofTheFile: true)
            : new UnpredictableRowException(text.Length == 0 ? $"{column} is not stated" : $"{column} '{text}' is not a positive number");
    }
}
