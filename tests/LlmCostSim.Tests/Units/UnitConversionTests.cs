using LlmCostSim.Units;

namespace LlmCostSim.Tests.Units;

/// <summary>Prefixes of 1000 and of 1024, hours and days, multiply-accumulates and FLOPs: each factor once, in both directions.</summary>
public sealed class UnitConversionTests
{
    /// <summary>Each figure is worked out while its test runs, so that a mutated factor is charged to the test that holds it.</summary>
    private static readonly (string Name, Func<double> Figure, double Expected)[] Cases =
    [
        ("Bytes.FromGB(3).TotalBytes", static () => Bytes.FromGB(3).TotalBytes, 3e9),
        ("Bytes.FromMiB(3).TotalBytes", static () => Bytes.FromMiB(3).TotalBytes, 3.0 * 1024 * 1024),
        ("Bytes.FromGiB(3).TotalBytes", static () => Bytes.FromGiB(3).TotalBytes, 3.0 * 1024 * 1024 * 1024),
        ("ByteRate.FromGBPerSecond(3).BytesPerSecond", static () => ByteRate.FromGBPerSecond(3).BytesPerSecond, 3e9),
        ("ByteRate.FromGbitPerSecond(400).BytesPerSecond", static () => ByteRate.FromGbitPerSecond(400).BytesPerSecond, 50e9),
        ("Duration.FromMilliseconds(2500).TotalSeconds", static () => Duration.FromMilliseconds(2500).TotalSeconds, 2.5),
        ("Duration.FromMicroseconds(2.5e6).TotalSeconds", static () => Duration.FromMicroseconds(2.5e6).TotalSeconds, 2.5),
        ("Duration.FromHours(2).TotalSeconds", static () => Duration.FromHours(2).TotalSeconds, 7200),
        ("Duration.FromDays(2).TotalSeconds", static () => Duration.FromDays(2).TotalSeconds, 172800),
        ("Energy.FromKilowattHours(2).TotalJoules", static () => Energy.FromKilowattHours(2).TotalJoules, 7.2e6),
        ("Flops.FromTera(3).TotalFlops", static () => Flops.FromTera(3).TotalFlops, 3e12),
        ("FlopRate.FromTera(312).FlopsPerSecond", static () => FlopRate.FromTera(312).FlopsPerSecond, 312e12),
        ("Bytes.FromBytes(3e9).TotalGB", static () => Bytes.FromBytes(3e9).TotalGB, 3),
        ("Bytes.FromBytes(3.0 * 1024 * 1024).TotalMiB", static () => Bytes.FromBytes(3.0 * 1024 * 1024).TotalMiB, 3),
        ("Bytes.FromBytes(3.0 * 1024 * 1024 * 1024).TotalGiB", static () => Bytes.FromBytes(3.0 * 1024 * 1024 * 1024).TotalGiB, 3),
        ("ByteRate.FromBytesPerSecond(3e9).GBPerSecond", static () => ByteRate.FromBytesPerSecond(3e9).GBPerSecond, 3),
        ("ByteRate.FromBytesPerSecond(50e9).GbitPerSecond", static () => ByteRate.FromBytesPerSecond(50e9).GbitPerSecond, 400),
        ("Duration.FromSeconds(2.5).TotalMilliseconds", static () => Duration.FromSeconds(2.5).TotalMilliseconds, 2500),
        ("Duration.FromSeconds(7200).TotalHours", static () => Duration.FromSeconds(7200).TotalHours, 2),
        ("Duration.FromSeconds(172800).TotalDays", static () => Duration.FromSeconds(172800).TotalDays, 2),
        ("Energy.FromJoules(7.2e6).TotalKilowattHours", static () => Energy.FromJoules(7.2e6).TotalKilowattHours, 2),
        ("Energy.FromJoules(7.2e9).TotalMegawattHours", static () => Energy.FromJoules(7.2e9).TotalMegawattHours, 2),
        ("Flops.FromFlops(3e12).TotalTera", static () => Flops.FromFlops(3e12).TotalTera, 3),
        (
            "FlopRate.FromFlopsPerSecond(312e12).TeraflopsPerSecond",
            static () => FlopRate.FromFlopsPerSecond(312e12).TeraflopsPerSecond,
            312
        ),
        (
            "(Bytes.FromBytes(12) / ByteRate.FromBytesPerSecond(4)).TotalSeconds",
            static () => (Bytes.FromBytes(12) / ByteRate.FromBytesPerSecond(4)).TotalSeconds,
            3
        ),
        (
            "(Bytes.FromBytes(12) / Duration.FromSeconds(4)).BytesPerSecond",
            static () => (Bytes.FromBytes(12) / Duration.FromSeconds(4)).BytesPerSecond,
            3
        ),
        (
            "(ByteRate.FromBytesPerSecond(12) * Duration.FromSeconds(4)).TotalBytes",
            static () => (ByteRate.FromBytesPerSecond(12) * Duration.FromSeconds(4)).TotalBytes,
            48
        ),
        (
            "(Flops.FromFlops(12) / FlopRate.FromFlopsPerSecond(4)).TotalSeconds",
            static () => (Flops.FromFlops(12) / FlopRate.FromFlopsPerSecond(4)).TotalSeconds,
            3
        ),
        (
            "(Flops.FromFlops(12) / Duration.FromSeconds(4)).FlopsPerSecond",
            static () => (Flops.FromFlops(12) / Duration.FromSeconds(4)).FlopsPerSecond,
            3
        ),
        (
            "(FlopRate.FromFlopsPerSecond(12) * Duration.FromSeconds(4)).TotalFlops",
            static () => (FlopRate.FromFlopsPerSecond(12) * Duration.FromSeconds(4)).TotalFlops,
            48
        ),
        (
            "(Power.FromWatts(12) * Duration.FromSeconds(4)).TotalJoules",
            static () => (Power.FromWatts(12) * Duration.FromSeconds(4)).TotalJoules,
            48
        ),
        ("(Duration.FromHours(3) * 8).TotalHours", static () => (Duration.FromHours(3) * 8).TotalHours, 24),
        ("(new Money(3) * 4).Amount", static () => (new Money(3) * 4).Amount, 12),
        ("(new Money(3) + new Money(4)).Amount", static () => (new Money(3) + new Money(4)).Amount, 7),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(static c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Figure_OfTwoUnits_IsExact(string name)
    {
        var (_, figure, expected) = Cases.Single(c => c.Name == name);
        Assert.Equal(expected, figure(), expected * 1e-15);
    }

    [Fact]
    public void Money_OfTwoCurrencies_DoesNotAdd() =>
        Assert.Contains(
            "EUR",
            Assert.Throws<InvalidOperationException>(static () => new Money(1) + new Money(1, "EUR")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Money_Printed_NamesItsCurrency() => Assert.Equal("1.5 EUR", new Money(1.5, "EUR").ToString());

    [Fact]
    public void Money_TimesNumber_KeepsItsCurrency() => Assert.Equal(new Money(6, "EUR"), new Money(2, "EUR") * 3);
}
