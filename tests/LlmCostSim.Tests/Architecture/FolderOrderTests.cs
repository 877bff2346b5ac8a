using System.Text.RegularExpressions;

namespace LlmCostSim.Tests.Architecture;

/// <summary>The rules of the source tree that a reader may rely on.</summary>
public partial class FolderOrderTests
{
    /// <summary>Folders of the library, lowest first: each may name only those before it.</summary>
    private static readonly string[] Order =
    [
        "Units",
        "Input",
        "Facts",
        "Statistics",
        "Models",
        "Hardware",
        "Stacks",
        "Strategies",
        "Operators",
        "Lowering",
        "Training",
        "Inference",
        "Serving",
        "Economics",
        "Calibration",
        "Scenarios",
        "Planning",
        "Auditing",
        "Setups",
        "Validation",
        "Fitting",
        "Interop",
        "Reporting",
    ];

    public static TheoryData<string> Folders =>
        [
            .. Directory
                .GetDirectories(Repository.Library)
                .Select(path => Path.GetFileName(path)!)
                .Where(name => name is not ("bin" or "obj")),
        ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_IsInTheOrder_AndNamesNoHigherOne(string folder)
    {
        var rank = Array.IndexOf(Order, folder);
        Assert.True(rank >= 0, $"folder {folder} has no place in the order");
        var higher = Order[(rank + 1)..];
        var wrong =
            from file in Directory.EnumerateFiles(Path.Combine(Repository.Library, folder), "*.cs", SearchOption.AllDirectories)
            from Match match in NamespaceUse().Matches(File.ReadAllText(file))
            where higher.Contains(match.Groups[1].Value)
            select $"{Path.GetFileName(file)} names {match.Value}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void MathNet_InAnySource_IsNamedInStatisticsAndCalibrationOnly()
    {
        var wrong = Repository
            .SourceFiles()
            .Where(file =>
                !file.Contains($"{Path.DirectorySeparatorChar}Statistics{Path.DirectorySeparatorChar}")
                && !file.Contains($"{Path.DirectorySeparatorChar}Calibration{Path.DirectorySeparatorChar}")
            )
            .Where(file => File.ReadAllText(file).Contains("using MathNet", StringComparison.Ordinal));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Files_OfSourcesAndTests_NameNothingOutsideTheRepository()
    {
        // Split so that this file does not find itself.
        var folder = "shared" + "/";
        var wrong = Directory
            .EnumerateFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.At("tests"), "*.cs", SearchOption.AllDirectories))
            .Where(Repository.IsSource)
            .Where(file => File.ReadAllText(file).Contains("../" + folder, StringComparison.Ordinal));
        Assert.Empty(wrong);
    }

    [Fact]
    public void File_HoldsOnePublicType_NamedLikeTheFile()
    {
        var wrong =
            from file in Repository.SourceFiles()
            let types = PublicType().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Distinct().ToList()
            where
                types.Count > 1
                || (types.Count == 1 && !Path.GetFileNameWithoutExtension(file).StartsWith(types[0], StringComparison.Ordinal))
            select $"{Path.GetFileName(file)}: {string.Join(", ", types)}";
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\bLlmCostSim\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex NamespaceUse();

    [GeneratedRegex(
        @"^public (?:static |sealed |abstract |readonly |partial |ref )*(?:class|record struct|record|struct|enum|interface) ([A-Za-z0-9_]+)",
        RegexOptions.Multiline
    )]
    private static partial Regex PublicType();
}
