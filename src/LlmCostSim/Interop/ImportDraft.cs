using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Models;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Interop;

/// <summary>
/// Collects what a reader finds in a file. Values that are absent are not set, and a member that is set again is replaced.
/// </summary>
/// <param name="errors">What is wrong with the file.</param>
/// <param name="warnings">What was ignored or assumed.</param>
internal sealed class ImportDraft(InputProblems errors, InputProblems warnings)
{
    private readonly List<ImportedMember> members = [];

    public InputProblems Errors => errors;

    public InputProblems Warnings => warnings;

    public IReadOnlyList<ImportedMember> Members => members;

    /// <summary>The architecture, where the file describes one.</summary>
    public ModelSpec? Model { get; set; }

    /// <summary>What the file's header says of its weights, where it is a checkpoint.</summary>
    public ImportedCheckpoint? Checkpoint { get; set; }

    public void Set(string path, double? value, string place)
    {
        if (value is { } number)
        {
            bool whole = Math.Floor(number) == number && Math.Abs(number) < 1e15;
            SetJson(
                path,
                whole ? ((long)number).ToString(CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture),
                place
            );
        }
    }

    public void Set(string path, bool? value, string place)
    {
        if (value is { } flag)
        {
            SetJson(path, flag ? "true" : "false", place);
        }
    }

    public void Set(string path, string? value, string place)
    {
        if (value is not null)
        {
            SetJson(path, Quote(value), place);
        }
    }

    /// <summary>Sets a member to the word that scenarios have for a value.</summary>
    public void Set<T>(string path, (string Name, T Value)[] names, T? value, string place)
        where T : struct
    {
        if (value is { } known)
        {
            Set(path, ScenarioNames.Of(names, known), place);
        }
    }

    /// <summary>Sets a member to JSON text.</summary>
    public void SetJson(string path, string json, string place)
    {
        int index = members.FindIndex(m => m.Path == path);
        var member = new ImportedMember(path, json, place);
        if (index < 0)
        {
            members.Add(member);
        }
        else
        {
            members[index] = member;
        }
    }

    /// <summary>The member of a path, or <see langword="null"/> where it is not set.</summary>
    public ImportedMember? Find(string path) => members.Find(m => m.Path == path);

    /// <summary>A member as a number, or <see langword="null"/> where it is absent or something else.</summary>
    public double? Number(string path) =>
        Find(path) is { } member && double.TryParse(member.Json, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;

    public bool Has(string path) => Find(path) is not null;

    public void Remove(string path) => members.RemoveAll(m => m.Path == path);

    /// <summary>A draft that goes on from a result.</summary>
    public static ImportDraft From(ImportResult result)
    {
        var warnings = new InputProblems();
        warnings.AddRange(result.Warnings);

        var draft = new ImportDraft(new InputProblems(), warnings) { Model = result.Model, Checkpoint = result.Checkpoint };
        draft.members.AddRange(result.Members);
        return draft;
    }

    /// <summary>The result; with errors it holds nothing but them and the warnings.</summary>
    public ImportResult Finish(string format) =>
        new()
        {
            Format = format,
            Model = errors.Any ? null : Model,
            Checkpoint = errors.Any ? null : Checkpoint,
            Members = errors.Any ? [] : [.. members],
            Warnings = [.. warnings],
            Errors = [.. errors],
        };

    /// <summary>A text as a JSON literal.</summary>
    public static string Quote(string text)
    {
        // Half a surrogate pair cannot be encoded; encoding and decoding puts the replacement character in its place.
        string sound = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return $"\"{JsonEncodedText.Encode(sound, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
    }
}
