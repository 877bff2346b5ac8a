using System.Text.Json;

namespace LlmCostSim.Cli.Tests;

/// <summary>
/// The part of JSON Schema that our schema uses: type, enum, properties, additionalProperties, required, items, anyOf, minimum, $ref within
/// the document.
/// </summary>
internal static class SchemaChecker
{
    public static IReadOnlyList<string> Problems(JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(schema, schema, value, "$", problems);
        return problems;
    }

    /// <summary>Names of all members that the schema describes at a place such as <c>cluster/link</c>, over all alternatives.</summary>
    public static IEnumerable<string> MembersAt(JsonElement root, string place)
    {
        IEnumerable<JsonElement> here = [root];
        foreach (var name in place.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            here = here.SelectMany(s => Alternatives(root, s))
                .Where(s => Property(s, name) is not null)
                .Select(s => Property(s, name)!.Value)
                .ToList();
        }

        return here.SelectMany(s => Alternatives(root, s))
            .SelectMany(s => s.TryGetProperty("properties", out var p) ? p.EnumerateObject().Select(m => m.Name) : []);
    }

    private static JsonElement? Property(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) ? property : null;

    private static IEnumerable<JsonElement> Alternatives(JsonElement root, JsonElement schema)
    {
        schema = Follow(root, schema);
        return schema.TryGetProperty("anyOf", out var any)
            ? any.EnumerateArray().SelectMany(s => Alternatives(root, s)).Prepend(schema)
            : [schema];
    }

    private static JsonElement Follow(JsonElement root, JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            schema = root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]);
        }

        return schema;
    }

    private static void Check(JsonElement root, JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        schema = Follow(root, schema);
        if (schema.TryGetProperty("anyOf", out var any) && !any.EnumerateArray().Any(s => Fits(root, s, value)))
        {
            problems.Add($"{path}: fits no alternative");
        }

        if (schema.TryGetProperty("enum", out var choices) && !choices.EnumerateArray().Any(c => JsonElement.DeepEquals(c, value)))
        {
            problems.Add($"{path}: is none of {choices}");
        }

        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(name => IsOf(name, value)))
        {
            problems.Add($"{path}: is no {type}");
        }

        if (
            schema.TryGetProperty("minimum", out var minimum)
            && value.ValueKind == JsonValueKind.Number
            && value.GetDouble() < minimum.GetDouble()
        )
        {
            problems.Add($"{path}: is below {minimum}");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            CheckMembers(root, schema, value, path, problems);
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var item in value.EnumerateArray())
            {
                Check(root, items, item, path + "[]", problems);
            }
        }
    }

    private static void CheckMembers(JsonElement root, JsonElement schema, JsonElement value, string path, List<string> problems)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (Property(schema, member.Name) is { } property)
            {
                Check(root, property, member.Value, $"{path}.{member.Name}", problems);
            }
            else if (schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False)
            {
                problems.Add($"{path}.{member.Name}: is unknown");
            }
        }

        if (schema.TryGetProperty("required", out var required))
        {
            problems.AddRange(
                required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{path}: lacks {r}")
            );
        }
    }

    private static bool Fits(JsonElement root, JsonElement schema, JsonElement value)
    {
        var problems = new List<string>();
        Check(root, schema, value, "$", problems);
        return problems.Count == 0;
    }

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static bool IsOf(string type, JsonElement value) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() % 1 == 0,
            "number" => value.ValueKind == JsonValueKind.Number,
            _ => false,
        };
}
