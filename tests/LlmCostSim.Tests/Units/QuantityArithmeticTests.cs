using LlmCostSim.Tests.Properties;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Units;

/// <summary>Every quantity adds, scales, divides and orders as its number does.</summary>
public sealed class QuantityArithmeticTests
{
    private static readonly (string Name, Func<double, dynamic> Of, Func<dynamic, double> Number)[] Quantities =
    [
        ("Bytes", static x => Bytes.FromBytes(x), static q => q.TotalBytes),
        ("ByteRate", static x => ByteRate.FromBytesPerSecond(x), static q => q.BytesPerSecond),
        ("Duration", static x => Duration.FromSeconds(x), static q => q.TotalSeconds),
        ("Energy", static x => Energy.FromJoules(x), static q => q.TotalJoules),
        ("Flops", static x => Flops.FromFlops(x), static q => q.TotalFlops),
        ("FlopRate", static x => FlopRate.FromFlopsPerSecond(x), static q => q.FlopsPerSecond),
        ("GpuHours", static x => GpuHours.FromHours(x), static q => q.TotalHours),
        ("Power", static x => Power.FromWatts(x), static q => q.TotalWatts),
    ];

    public static TheoryData<string> Names => [.. Quantities.Select(static q => q.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Arithmetic_OfEveryQuantity_IsThatOfItsNumber(string name)
    {
        var (_, of, number) = Quantities.Single(q => q.Name == name);
        var left = of(12);
        var right = of(5);

        Assert.Equal(17, number(left + right));
        Assert.Equal(7, number(left - right));
        Assert.Equal(36, number(left * 3.0));
        Assert.Equal(36, number(3.0 * left));
        Assert.Equal(4, number(left / 3.0));
        Assert.Equal(2.4, (double)(left / right));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Order_OfEveryQuantity_IsThatOfItsNumber(string name)
    {
        var (_, of, number) = Quantities.Single(q => q.Name == name);
        foreach (var (x, y) in new[] { (1.0, 2.0), (2.0, 1.0), (2.0, 2.0), (-1.0, 1.0) })
        {
            var (left, right) = (of(x), of(y));
            Assert.Equal(x < y, (bool)(left < right));
            Assert.Equal(x > y, (bool)(left > right));
            Assert.Equal(x <= y, (bool)(left <= right));
            Assert.Equal(x >= y, (bool)(left >= right));
            Assert.Equal(x == y, (bool)(left == right));
            Assert.Equal(x.CompareTo(y), (int)left.CompareTo(right));
            Assert.Equal(Math.Max(x, y), number(Max(left, right)));
            Assert.Equal(Math.Min(x, y), number(Min(left, right)));
        }
    }

    [Theory]
    [InlineData("Bytes", "1500 B")]
    [InlineData("ByteRate", "1500 B/s")]
    [InlineData("Duration", "1500 s")]
    [InlineData("Energy", "1500 J")]
    [InlineData("Flops", "1500 FLOP")]
    [InlineData("FlopRate", "1500 FLOP/s")]
    [InlineData("GpuHours", "1500 GPU-h")]
    [InlineData("Power", "1500 W")]
    public void ToString_OfEveryQuantity_NamesItsUnit(string name, string expected) =>
        Assert.Equal(expected, Quantities.Single(q => q.Name == name).Of(1500).ToString());

    [Theory]
    [MemberData(nameof(Names))]
    public void Zero_OfEveryQuantity_ChangesNothing(string name)
    {
        var (_, of, number) = Quantities.Single(q => q.Name == name);
        var zero = (dynamic)Activator.CreateInstance(((object)of(1)).GetType())!;

        Assert.Equal(0, number(((object)of(1)).GetType().GetProperty("Zero")!.GetValue(null)!));
        Assert.Equal(12, number(of(12) + zero));
    }

    [Property]
    public bool Bytes_OverRateTimesRate_AreTheBytes(FsCheck.PositiveInt bytes, FsCheck.PositiveInt rate)
    {
        var back = ByteRate.FromBytesPerSecond(rate.Get) * (Bytes.FromBytes(bytes.Get) / ByteRate.FromBytesPerSecond(rate.Get));
        return Math.Abs((back.TotalBytes / bytes.Get) - 1) < 1e-12;
    }

    // The static methods of a type that only the run knows.
    private static dynamic Max(dynamic left, dynamic right) => Call("Max", left, right);

    private static dynamic Min(dynamic left, dynamic right) => Call("Min", left, right);

    private static object Call(string method, object left, object right) => left.GetType().GetMethod(method)!.Invoke(null, [left, right])!;
}
