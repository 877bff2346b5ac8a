namespace LlmCostSim.Tests.Architecture;

/// <summary>Where the sources lie, for the tests that read them: the folder above the test binaries that holds the solution.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Library { get; } = Path.Combine(Root, "src", "LlmCostSim");

    public static IEnumerable<string> SourceFiles() =>
        Directory.EnumerateFiles(Library, "*.cs", SearchOption.AllDirectories).Where(IsSource);

    public static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}");

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "LlmCostSim.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no solution above the test binaries"));
}
