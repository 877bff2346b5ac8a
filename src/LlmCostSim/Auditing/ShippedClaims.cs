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

    private static IReadOnlyList<ShippedClaim> Read(string file) =>
        EmbeddedData.Read(
            file,
            static facts =>
            {
                var family = facts.Text("family");
                return facts.List("claims", claim => ShippedClaim.From(claim, family));
            }
        );
}
