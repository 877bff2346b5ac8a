using LlmCostSim.Input;

namespace LlmCostSim.Tests.Input;

public sealed class CsvReaderTests
{
    [Fact]
    public void Read_QuotedFields_KeepCommasQuotesAndLineBreaks()
    {
        using var reader = new CsvReader(new StringReader("a,b,c\r\n1,\"x, \"\"y\"\"\",\n\n,\"two\nlines\",3\n"));
        Assert.Equal(["a", "b", "c"], reader.Header);
        Assert.True(reader.Read());
        Assert.Equal(["1", "x, \"y\"", ""], reader.Cells());
        Assert.Equal(2, reader.Line);
        Assert.True(reader.Read());
        Assert.Equal(["", "two\nlines", "3"], reader.Cells());
        Assert.Equal(4, reader.Line);
        Assert.False(reader.Read());
    }

    [Fact]
    public void Read_Nothing_HasNoHeader()
    {
        using var reader = new CsvReader(new StringReader(""));
        Assert.Empty(reader.Header);
        Assert.False(reader.Read());
    }
}
