using System.Diagnostics;

namespace LlmCostSim.Cli.Tests;

/// <summary>The tool as a process of its own, which ends with the test however that ends.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process process;

    /// <summary>Starts <c>llmcost</c> with standard output and error read by the test.</summary>
    public ToolProcess(string[] args, params (string Name, string? Value)[] environment)
        : this("dotnet", [Dll, .. args], environment) { }

    private ToolProcess(string program, string[] args, (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
    }

    /// <summary>Far longer than any test needs: only what hangs is told by it, whatever else the machine does.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(5);

    /// <summary>What <c>dotnet</c> runs.</summary>
    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "llmcost.dll");

    public StreamReader Output => process.StandardOutput;

    /// <summary>The tool on a terminal, which <see cref="OnTerminalTheoryAttribute"/> looks for.</summary>
    public static ToolProcess OnTerminal(string command, params (string Name, string? Value)[] environment) =>
        new(OnTerminalTheoryAttribute.Script, ["-qec", $"dotnet '{Dll}' {command}", "/dev/null"], environment);

    /// <summary>Lines of bash in which <c>llmcost</c> is the tool; <see cref="InBashTheoryAttribute"/> looks for bash.</summary>
    public static ToolProcess InBash(string lines) =>
        new(InBashTheoryAttribute.Bash, ["--norc", "-c", $"llmcost() {{ dotnet '{Dll}' \"$@\"; }}\n{lines}"], []);

    /// <summary>Waits for the end and says what was written.</summary>
    public async Task<(int Code, string Output, string Error)> End()
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Task.WhenAll(output, error, process.WaitForExitAsync()).WaitAsync(Patience);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Stops reading standard output, waits for the end and says what went to standard error.</summary>
    public async Task<(int Code, string Error)> EndUnread()
    {
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.Close();
        await Task.WhenAll(error, process.WaitForExitAsync()).WaitAsync(Patience);
        return (process.ExitCode, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
