using FsCheck;

namespace LlmCostSim.Tests.Properties;

/// <summary>The attribute runs what it marks, and fails what is false.</summary>
public class PropertyAttributeTests
{
    [Property]
    public bool Property_True_Passes(int left, int right) => left + right == right + left;

    [Property(MaxTest = 5)]
    public void Property_GeneratedArguments_AreInRange(PositiveInt value) => Assert.True(value.Get > 0);

    [Fact]
    public void Check_FalseProperty_Throws() =>
        Assert.ThrowsAny<Exception>(() => Check.One(Config.QuickThrowOnFailure, FsCheck.Fluent.Prop.ToProperty(false)));
}
