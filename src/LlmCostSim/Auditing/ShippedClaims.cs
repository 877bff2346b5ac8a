using System.Text.Json;
using LlmCostSim.Facts;

namespace LlmCostSim.Auditing;

/// <summary>The published claims that ship with the library.</summary>
internal static class ShippedClaims
{
    private const string Folder = "Auditing/Data/claims/";

    /// <summary>All claims, in the order of their files.</summary>
    public static IReadOnlyList<ShippedClaim> All { get; } = [.. EmbeddedData.NamesUnder(Folder).SelectMany(Read)];

    /// <summary>The claim of an id.</summary>
    /// <param name="id">Id, such as <c>falcon-40b-article</c>; case does not matter.</param>
    /// <returns>The claim, or <see langword="null"/> if there is none.</returns>
    public static ShippedClaim? Find(string id) =>
        All.FirstOrDefault(claim => string.Equals(claim.Id, id, StringComparison.OrdinalIgnoreCase));

    private static List<ShippedClaim> Read(string file)
    {
        using var document = EmbeddedData.Parse(file);
        var family = document.RootElement.GetProperty("family").GetString()!;
        var claims = new List<ShippedClaim>();
        foreach (var element in document.RootElement.GetProperty("claims").EnumerateArray())
        {
            claims.Add(From(element, family));
        }

        return claims;
    }

    private static ShippedClaim From(JsonElement element, string family) =>
        new()
        {
            Id = element.GetProperty("id").GetString()!,
            Family = family,
            Version = element.GetProperty("version").GetString()!,
            Claim = element.GetProperty("claim").GetRawText(),
            Expected = Enum.Parse<AuditVerdict>(element.GetProperty("expected").GetString()!, ignoreCase: true),
            Reason = element.TryGetProperty("reason", out var reason) ? reason.GetString()! : "",
        };
}
