using System.Text.Json;
using LlmCostSim.Input;
using LlmCostSim.Interop;

namespace LlmCostSim.Cli.Import;

/// <summary>Opens what <c>llmcost import</c> is given: a file of any kind, standard input, or the folder of a checkpoint.</summary>
/// <param name="terminal">Standard input.</param>
/// <param name="kind">Kind of every file, or <see langword="null"/>: found out from the content.</param>
internal sealed class ImportFiles(Terminal terminal, string? kind)
{
    private const int MostShards = 4096;

    // What no plain key of a YAML line holds.
    private static readonly System.Buffers.SearchValues<char> NotInKeys = System.Buffers.SearchValues.Create(" {[\"'$-");

    private readonly List<(string Name, ImportResult Result)> files = [];

    /// <summary>Names and contents, in the order in which they count.</summary>
    public IReadOnlyList<(string Name, ImportResult Result)> Files => files;

    /// <summary>Reads a file or folder, and the DeepSpeed file that it names where that lies beside it.</summary>
    /// <param name="path">Path, or <c>-</c>.</param>
    public void Add(string path)
    {
        if (Directory.Exists(path))
        {
            AddFolder(path);
            return;
        }

        var result = Read(path);
        if (NamedBeside(path, result) is { } beside)
        {
            // The recipe counts over what it names, but for the guess at the file that is now read.
            files.Add((beside, Read(beside)));
            result = result with
            {
                Members = [.. result.Members.Where(static m => m.Path is not "strategy.sharding")],
                Warnings =
                [
                    .. result.Warnings.Where(static w => !w.Message.EndsWith(DeepSpeedFields.HaveItRead, StringComparison.Ordinal)),
                ],
            };
        }

        files.Add((path, result));
    }

    private ImportResult Read(string path)
    {
        if (path == "-")
        {
            return ReadText(path, ScenarioFiles.ReadText(path, terminal));
        }

        using (var stream = File.OpenRead(path))
        {
            Span<byte> start = stackalloc byte[9];
            var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            var binary =
                CheckpointHeader.KindOf(start[..read]) is not null
                || (kind is ConfigurationKind.Gguf or ConfigurationKind.Safetensors && !path.EndsWith(".json", StringComparison.OrdinalIgnoreCase));
            if (binary)
            {
                stream.Position = 0;
                return ConfigurationImporter.ReadHeader(stream, stream.Length);
            }
        }

        return ReadText(path, ScenarioFiles.ReadText(path, terminal));
    }

    private ImportResult ReadText(string path, string text)
    {
        if (!IsYaml(path, text))
        {
            return ConfigurationImporter.Read(text, kind);
        }

        try
        {
            return ConfigurationImporter.Read(YamlTree.Parse(text), kind);
        }
        catch (InvalidInputException wrong)
        {
            return new ImportResult { Format = kind ?? "yaml", Errors = wrong.Problems };
        }
    }

    // By its name, else by its first line that says something: "name: value" and no option.
    private static bool IsYaml(string path, string text)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml")
        {
            return true;
        }

        if (Path.GetExtension(path).ToLowerInvariant() is ".json" or ".sh" or ".bash")
        {
            return false;
        }

        foreach (var row in text.AsSpan().EnumerateLines())
        {
            var line = row.Trim();
            if (!line.IsEmpty && line[0] != '#' && !line.StartsWith("---"))
            {
                var colon = line.IndexOf(':');
                return colon > 0 && !line[..colon].ContainsAny(NotInKeys) && (colon == line.Length - 1 || line[colon + 1] == ' ');
            }
        }

        return false;
    }

    private void AddFolder(string folder)
    {
        var found = false;
        foreach (var name in (ReadOnlySpan<string>)["config.json", "adapter_config.json", "training_args.json", "ds_config.json"])
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file))
            {
                files.Add((file, Read(file)));
                found = true;
            }
        }

        if (Shards(folder) is { Count: > 0 } shards)
        {
            files.Add((folder, ReadShards(folder, shards)));
            found = true;
        }
        else if (!found && Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault() is { } gguf)
        {
            files.Add((gguf, Read(gguf)));
            found = true;
        }

        if (!found)
        {
            throw new InvalidInputException([
                new InputProblem(folder, "the folder holds no config.json, adapter_config.json, *.safetensors or *.gguf"),
            ]);
        }
    }

    private List<string> Shards(string folder)
    {
        var index = Path.Combine(folder, "model.safetensors.index.json");
        if (
            File.Exists(index)
            && JsonInput.Parse(ScenarioFiles.ReadText(index, terminal), new InputProblems()) is { Kind: JsonValueKind.Object } root
        )
        {
            var named = SafetensorsIndexReader
                .Files(root.Element)
                .Select(f => Path.Combine(folder, f))
                .Where(File.Exists)
                .Take(MostShards)
                .ToList();
            if (named.Count > 0)
            {
                return named;
            }
        }

        return [.. Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).Take(MostShards)];
    }

    private static ImportResult ReadShards(string folder, IReadOnlyList<string> shards)
    {
        var all = new SafetensorsShards();
        var draft = new ImportDraft(new InputProblems(), new InputProblems());
        foreach (var shard in shards)
        {
            try
            {
                using var stream = File.OpenRead(shard);
                all.Add(stream, stream.Length);
            }
            catch (InvalidInputException wrong)
            {
                foreach (var problem in wrong.Problems)
                {
                    draft.Errors.Add($"{Path.GetRelativePath(folder, shard)}: {problem.Path}", problem.Message);
                }
            }
        }

        if (!draft.Errors.Any)
        {
            all.Finish(draft);
        }

        return draft.Finish(ConfigurationKind.Safetensors);
    }

    private static string? NamedBeside(string path, ImportResult result)
    {
        if (path == "-" || result.Find("stated.deepSpeedFile") is not { } named)
        {
            return null;
        }

        // Beside the recipe, or below its folder as it is named; nowhere else.
        var folder = Path.GetDirectoryName(path) ?? "";
        using var text = JsonDocument.Parse(named.Json);
        var stated = text.RootElement.GetString() ?? "";
        foreach (var candidate in (ReadOnlySpan<string>)[Path.Combine(folder, Path.GetFileName(stated)), Path.Combine(folder, stated)])
        {
            var inside = Path.GetFullPath(candidate)
                .StartsWith(Path.GetFullPath(folder.Length == 0 ? "." : folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (inside && File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
