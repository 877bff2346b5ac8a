using Xunit.Abstractions;
using Xunit.Sdk;

namespace LlmCostSim.Tests.Properties;

/// <summary>One property method as one test.</summary>
public sealed class PropertyTestCase : XunitTestCase
{
    [Obsolete("for the deserializer")]
    public PropertyTestCase() { }

    public PropertyTestCase(IMessageSink diagnostics, TestMethodDisplay display, ITestMethod method)
        : base(diagnostics, display, TestMethodDisplayOptions.None, method) { }

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource
    ) => new PropertyTestCaseRunner(this, messageBus, constructorArguments, aggregator, cancellationTokenSource).RunAsync();

    private sealed class PropertyTestCaseRunner(
        PropertyTestCase testCase,
        IMessageBus bus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellation
    ) : XunitTestCaseRunner(testCase, testCase.DisplayName, testCase.SkipReason, constructorArguments, [], bus, aggregator, cancellation)
    {
        protected override XunitTestRunner CreateTestRunner(
            ITest test,
            IMessageBus messageBus,
            Type testClass,
            object[] constructorArguments,
            System.Reflection.MethodInfo testMethod,
            object[] testMethodArguments,
            string skipReason,
            IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
            ExceptionAggregator aggregator,
            CancellationTokenSource cancellationTokenSource
        ) =>
            new PropertyTestRunner(
                test,
                messageBus,
                testClass,
                constructorArguments,
                testMethod,
                testMethodArguments,
                skipReason,
                beforeAfterAttributes,
                aggregator,
                cancellationTokenSource
            );
    }
}
