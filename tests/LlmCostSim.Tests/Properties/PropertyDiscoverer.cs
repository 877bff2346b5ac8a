using Xunit.Abstractions;
using Xunit.Sdk;

namespace LlmCostSim.Tests.Properties;

/// <summary>Finds property methods.</summary>
public sealed class PropertyDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) => [new PropertyTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), testMethod)];
}
