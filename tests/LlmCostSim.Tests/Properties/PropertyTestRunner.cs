using System.Globalization;
using System.Reflection;
using FsCheck;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace LlmCostSim.Tests.Properties;

/// <summary>Lets FsCheck call the method; a falsified property fails the test with the shrunk arguments and the seed.</summary>
internal sealed class PropertyTestRunner(
    ITest test,
    IMessageBus bus,
    Type testClass,
    object[] constructorArguments,
    MethodInfo method,
    object[] arguments,
    string skipReason,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfter,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellation
) : XunitTestRunner(test, bus, testClass, constructorArguments, method, arguments, skipReason, beforeAfter, aggregator, cancellation)
{
    protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator)
    {
        var timer = new ExecutionTimer();
        timer.Aggregate(() => aggregator.Run(Check));
        return Task.FromResult(timer.Total);
    }

    private void Check()
    {
        var attribute = TestMethod.GetCustomAttribute<PropertyAttribute>()!;
        var config = Laws.Configuration(attribute.MaxTest).WithArbitrary([typeof(Seed), .. attribute.Arbitrary]);
        if (attribute.Replay is { } replay)
        {
            config = config.WithReplay(Seed(replay));
        }

        var target = TestMethod.IsStatic ? null : Activator.CreateInstance(TestClass, ConstructorArguments);
        try
        {
            FsCheck.Check.Method(config, TestMethod, target is null ? FSharpOption<object>.None : FSharpOption<object>.Some(target));
        }
        finally
        {
            (target as IDisposable)?.Dispose();
        }
    }

    private static FSharpOption<FsCheck.Replay> Seed(string replay)
    {
        var parts = replay.Split(',');
        var random = new Rnd(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        return FSharpOption<FsCheck.Replay>.Some(
            new FsCheck.Replay(
                random,
                parts.Length > 2 ? FSharpOption<int>.Some(int.Parse(parts[2], CultureInfo.InvariantCulture)) : FSharpOption<int>.None
            )
        );
    }
}
