namespace LlmCostSim.Cli.Tests;

/// <summary>Tests that give the tool files, each in a folder of its own that goes with it.</summary>
public abstract class FileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Where a file of this name is or will be.</summary>
    protected string PathOf(string name) => folder.PathOf(name);

    /// <summary>Writes a file and says where it is.</summary>
    protected string Write(string name, string text) => folder.Write(name, text);
}
