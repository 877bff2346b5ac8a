using LlmCostSim.Input;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads the <c>config.json</c> of a Hugging Face checkpoint into an architecture. Model classes that are not known are read by the keys
/// that most classes share.
/// </summary>
/// <example><code>ModelSpec? model = HuggingFaceConfigReader.Read(File.ReadAllText("config.json")).Model;</code></example>
public static class HuggingFaceConfigReader
{
    private static readonly ConfigKnowledge Known = ConfigFamily.Load();

    private const string Instead = "describe a model of about its size in the scenario instead (docs/scenario.md, model)";

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">Text of the file; bounded in size and depth, hostile text gives errors and never an exception.</param>
    /// <param name="id">Id of the model; <see langword="null"/>: from the file, else <c>imported</c>.</param>
    /// <returns>Architecture, warnings and errors.</returns>
    public static ImportResult Read(string json, string? id = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        var errors = new InputProblems();
        var warnings = new InputProblems();
        var draft = new ImportDraft(errors, warnings);
        if (JsonInput.Parse(json, errors)?.AsObject() is { } root)
        {
            Read(new ConfigFields(root, warnings), draft, id);
        }

        return draft.Finish(ConfigurationKind.HuggingFace);
    }

    /// <summary>Reads a configuration.</summary>
    internal static void Read(ConfigFields fields, ImportDraft import, string? id = null)
    {
        string name = id ?? NameOf(fields);
        ConfigFields text = fields;
        if (!fields.Has("hidden_size") && fields.Has("text_config") && fields.Object("text_config") is { } inner)
        {
            fields.Warn("text_config", "read; everything around it (images, sound) is ignored");
            text = inner;
        }

        string? type = text.Text("model_type");
        if (type is null && text.List("architectures") is null)
        {
            fields.Warn("model_type", "not given");
        }

        ConfigFamily family = FamilyOf(text, type);
        if (family.Unread is { } reason)
        {
            text.Problem("model_type", $"'{type}' cannot be read: {reason}; {Instead}");
            return;
        }

        NoteUnmodelled(text);
        var draft = new ConfigDraft(family);
        switch (family.Reader)
        {
            case "falcon":
                FalconConfig.Read(text, draft);
                break;
            case "mpt":
                MptConfig.Read(text, draft);
                break;
            case "dbrx":
                MptConfig.ReadDbrx(text, draft);
                break;
            case "t5":
                EncoderDecoderConfig.Read(text, draft);
                break;
            default:
                break;
        }

        import.Model = ArchitectureConfig.Read(text, family, draft, name);
        QuantizationConfig.Read(fields, import);
        text.WarnOfUnread(Known.Ignored);
        if (!ReferenceEquals(text, fields))
        {
            fields.WarnOfUnread(Known.Ignored);
        }
    }

    // Keys of parts that scenarios do not know: those that make another architecture of it are errors, the others a warning for each thing
    // that they change.
    private static void NoteUnmodelled(ConfigFields fields)
    {
        var warned = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, JsonInput value) in fields.Unread.ToArray())
        {
            if (value.Kind is System.Text.Json.JsonValueKind.Null)
            {
                continue;
            }

            if (Known.Impossible.TryGetValue(name, out string? error))
            {
                fields.Problem(name, $"{error}; {Instead}");
                return;
            }

            if (Known.Misread.TryGetValue(name, out string? warning) && warned.Add(warning))
            {
                fields.Warn(name, warning);
            }
        }
    }

    private static ConfigFamily FamilyOf(ConfigFields fields, string? type)
    {
        if (type is not null && Known.Families.TryGetValue(type, out ConfigFamily? family))
        {
            return family;
        }

        if (type is not null)
        {
            fields.Warn(
                "model_type",
                $"'{JsonInput.Short(type)}' is not known; read as a LLaMA-like model by the keys that are given{NearestName.Hint(type, Known.Families.Keys)}"
            );
        }

        return Known.Families["llama"] with
        {
            Types = [],
        };
    }

    private static string NameOf(ConfigFields fields)
    {
        string last = (fields.Text("_name_or_path") ?? "").TrimEnd('/', '\\');
        last = last[(last.LastIndexOfAny(['/', '\\']) + 1)..];
        return last.Length is > 0 and <= 64 ? last : "imported";
    }
}
