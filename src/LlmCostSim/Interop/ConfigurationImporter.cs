using LlmCostSim.Input;
using static LlmCostSim.Interop.ConfigurationKind;

namespace LlmCostSim.Interop;

/// <summary>
/// Reads other tools' configurations into the matching part of a scenario, finding out from the content which tool one belongs to.
/// </summary>
/// <example><code>ImportResult run = ConfigurationImporter.Read(File.ReadAllText("ds_config.json"));</code></example>
public static class ConfigurationImporter
{
    /// <summary>
    /// The kinds of files that are read. <c>safetensors</c> and <c>gguf</c> name binary headers, and <c>safetensors</c> its JSON index,
    /// too.
    /// </summary>
    public static IReadOnlyList<string> Kinds => ConfigurationKind.All;

    /// <summary>Reads a JSON file, or the text of a command line or launch script.</summary>
    /// <param name="text">Text of the file; bounded in size and depth, hostile text gives errors and never an exception.</param>
    /// <param name="kind">One of <see cref="Kinds"/>; <see langword="null"/>: found out from the content.</param>
    /// <returns>The matching part of a scenario, with warnings and errors.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is not among <see cref="Kinds"/>.</exception>
    public static ImportResult Read(string text, string? kind = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        CheckKind(kind);
        var errors = new InputProblems();
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add("$", "the file is empty");
            return new ImportDraft(errors, new InputProblems()).Finish(kind ?? HuggingFace);
        }

        if (!ConfigurationKind.IsJson(text))
        {
            return ReadOptions(text, kind, errors);
        }

        return JsonInput.Parse(text, errors) is { } root
            ? Read(new ConfigTree(root.Element), kind)
            : new ImportDraft(errors, new InputProblems()).Finish(kind ?? HuggingFace);
    }

    /// <summary>Reads a configuration that is a tree already.</summary>
    /// <param name="tree">The tree; hostile ones give errors and never an exception.</param>
    /// <param name="kind">One of <see cref="Kinds"/>; <see langword="null"/>: found out from the content.</param>
    /// <returns>The matching part of a scenario, with warnings and errors.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is not among <see cref="Kinds"/>.</exception>
    public static ImportResult Read(ConfigTree tree, string? kind = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        CheckKind(kind);
        var draft = new ImportDraft(new InputProblems(), new InputProblems());
        var root = new JsonInput(tree.Root, draft.Errors, null, null, 0);
        string known = kind ?? ConfigurationKind.Of(tree.Root);
        if (kind is null && known == HuggingFace && ContainerCommand.Find(tree.Root) is { } container)
        {
            return ReadContainer(container.Text, container.Path);
        }

        if (root.AsObject() is { } members)
        {
            ReadTree(known, kind is null, members, draft);
        }

        return TreeLines.Apply(draft.Finish(known), tree.Lines);
    }

    /// <summary>Reads the header of a GGUF or safetensors file; the weights behind it are not read.</summary>
    /// <param name="stream">The file from its first byte; need not be seekable. Bounded in bytes, hostile content gives errors and never an
    /// exception.</param>
    /// <param name="length">Bytes of the whole file, or <see langword="null"/> where they are not known.</param>
    /// <returns>Weights, bits and architecture as far as the header says, with warnings and errors.</returns>
    public static ImportResult ReadHeader(Stream stream, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return CheckpointHeader.Read(stream, length);
    }

    private static void CheckKind(string? kind)
    {
        if (kind is not null && !Kinds.Contains(kind))
        {
            throw new ArgumentException(
                $"'{JsonInput.Short(kind)}' is not a kind of file; known: {string.Join(", ", Kinds)}",
                nameof(kind)
            );
        }
    }

    private static void ReadTree(string kind, bool detected, JsonObjectInput members, ImportDraft draft)
    {
        var fields = new ConfigFields(members, draft.Warnings);
        switch (kind)
        {
            case DeepSpeed:
                DeepSpeedConfigReader.Read(fields, draft);
                break;
            case TrainingArguments:
                TrainingArgumentsReader.Read(fields, draft);
                break;
            case Accelerate:
                AccelerateConfigReader.Read(fields, draft);
                break;
            case Fsdp:
                FsdpConfigReader.Read(fields, draft);
                break;
            case Axolotl:
                AxolotlConfigReader.Read(fields, draft);
                break;
            case LlamaFactory:
                LlamaFactoryConfigReader.Read(fields, draft);
                break;
            case Peft:
                PeftFields.Read(fields, draft);
                break;
            case Safetensors:
                SafetensorsIndexReader.Read(fields, draft);
                break;
            case Megatron:
                MegatronArgumentsReader.Read(new CommandOptions(members, draft), draft);
                break;
            case Vllm:
                VllmArgumentsReader.Read(new CommandOptions(members, draft), draft);
                break;
            case HuggingFace when detected && !ConfigurationKind.NamesArchitecture(members):
                members.Value.Problem(
                    "no field was found that tells which tool the file belongs to, and none of a config.json (hidden_size, n_embd, d_model, model_type); "
                        + "a launch command inside a larger file has to be given alone. Name the kind where the content does not tell it: "
                        + string.Join(", ", Kinds)
                );
                break;
            case HuggingFace:
                HuggingFaceConfigReader.Read(fields, draft);
                break;
            default:
                members.Value.Problem($"a {kind} file is binary, and this is text");
                break;
        }
    }

    // A file about containers: places within the command follow that of the container.
    private static ImportResult ReadContainer(string command, string path)
    {
        ImportResult read = ReadOptions(command, Vllm, new InputProblems());
        return read with
        {
            Members = [.. read.Members.Select(m => m with { Place = $"{path}: {m.Place}" })],
            Warnings =
            [
                new InputProblem(path, "the command of this container is read; everything around it is ignored"),
                .. read.Warnings.Select(w => w with { Path = $"{path}: {w.Path}" }),
            ],
            Errors = [.. read.Errors.Select(e => e with { Path = $"{path}: {e.Path}" })],
        };
    }

    private static ImportResult ReadOptions(string text, string? kind, InputProblems errors)
    {
        var draft = new ImportDraft(errors, new InputProblems());
        var options = new CommandOptions(text, draft, VllmArgumentsReader.ShortNames);
        string? trainer = kind is null or TrainingArguments or LlamaFactory ? kind ?? ConfigurationKind.Trainer(options) : null;
        if (trainer is not null)
        {
            if (errors.Any)
            {
                return draft.Finish(trainer);
            }

            ImportResult read = Read(options.ToTree(), trainer);
            return read with { Warnings = [.. draft.Warnings, .. read.Warnings] };
        }

        string known = kind ?? ConfigurationKind.Of(options, text);
        switch (known)
        {
            case Vllm:
                VllmArgumentsReader.Read(options, draft);
                break;
            case Megatron:
                MegatronArgumentsReader.Read(options, draft);
                break;
            default:
                errors.Add("$", $"a {known} file is not a list of options");
                break;
        }

        return draft.Finish(known);
    }
}
