using LlmCostSim.Cli.Verbs;

namespace LlmCostSim.Cli.Tests;

public sealed class LineReaderTests
{
    private static IEnumerable<string> Lines(string text, int longest, int block)
    {
        var reader = new LineReader(new StringReader(text), longest, block);
        while (reader.Next() is { } line)
        {
            yield return line;
        }
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\nbc\n", new[] { "a", "bc" })]
    [InlineData("a\r\n\r\nbcdefg\r\nh", new[] { "a", "", "bcdefg", "h" })]
    public void Next_BlocksOfAnyLength_GivesTheLines(string text, string[] lines) =>
        Assert.All([1, 2, 3, 4, 7, 100], block => Assert.Equal(lines, Lines(text, 10, block)));

    [Fact]
    public void Next_LongLine_IsCutOffBeyondTheLimitAndTheNextIsWhole() =>
        Assert.All([1, 3, 8, 100], block => Assert.Equal(["abcde", "xy"], Lines("abcdefghijkl\nxy\n", 4, block)));
}
