namespace LlmCostSim.Tests;

/// <summary>A folder of one test, made when it is first asked for, that goes with the test however that ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly Lazy<string> folder = new(static () => Directory.CreateTempSubdirectory("llmcost-test-").FullName);

    /// <summary>The folder itself.</summary>
    public override string ToString() => folder.Value;

    /// <summary>Where a file of this name is or will be.</summary>
    public string PathOf(string name) => Path.Combine(folder.Value, name);

    /// <summary>Writes a file and says where it is.</summary>
    public string Write(string name, string text)
    {
        var file = PathOf(name);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose()
    {
        if (folder.IsValueCreated)
        {
            Directory.Delete(folder.Value, recursive: true);
        }
    }
}
