using LlmCostSim.Cli.Output;

namespace LlmCostSim.Cli;

/// <summary>Work that Ctrl-C stops, that shows a person how far it is, and that ends in time where nobody watches.</summary>
internal static class LongWork
{
    /// <summary>Works.</summary>
    /// <param name="terminal">Who watches, and how long it may take.</param>
    /// <param name="doing">What takes long, as a participle: <c>searching</c>.</param>
    /// <param name="work">Told where to report the share that is done, and when to stop.</param>
    /// <exception cref="OperationCanceledException">A person stopped it.</exception>
    /// <exception cref="Input.InvalidInputException">It took longer than <see cref="SearchLimits.Time"/>.</exception>
    public static T Run<T>(Terminal terminal, string doing, Func<IProgress<double>?, CancellationToken, T> work)
    {
        using var pressed = new CancellationTokenSource();
        using var late = terminal.SearchLimits is { } limits ? new CancellationTokenSource(limits.Time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pressed.Token, late.Token);
        ConsoleCancelEventHandler stop = (_, press) =>
        {
            press.Cancel = true;
            pressed.Cancel();
        };
        Console.CancelKeyPress += stop;
        using var progress = ProgressBar.On(terminal, doing);
        try
        {
            return work(progress, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw terminal.SearchLimits!.TimeOver();
        }
        finally
        {
            Console.CancelKeyPress -= stop;
        }
    }
}
