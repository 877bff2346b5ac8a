namespace LlmCostSim.Tests;

/// <summary>What holds the hot paths to no allocation sees a single one per call, and none that is made once.</summary>
public sealed class AllocationsTests
{
    private static object? kept;

    [Fact]
    public void None_AnObjectPerCall_Fails() =>
        Assert.Throws<Xunit.Sdk.EqualException>(() => Allocations.None(static () => kept = new object()));

    [Fact]
    public void None_AnObjectOnTheFirstCallOnly_Passes()
    {
        object? own = null;

        Allocations.None(() => own ??= new object());

        Assert.NotNull(own);
    }
}
