using System.Globalization;

namespace LlmCostSim.Units;

/// <summary>
/// An amount of money in one currency. Base unit: one unit of the currency (not cents), as a double: estimates, not bookkeeping.
/// </summary>
/// <param name="Amount">How much, in whole units of the currency; 0 by default.</param>
/// <param name="Currency">ISO 4217 code, <c>USD</c> by default.</param>
public readonly record struct Money(double Amount, string Currency = "USD")
{
    /// <summary>Scaled by a plain number; cost is linear in its price.</summary>
    public static Money operator *(Money left, double right) => left with { Amount = left.Amount * right };

    /// <summary>Sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) =>
        left.Currency == right.Currency
            ? left with
            {
                Amount = left.Amount + right.Amount,
            }
            : throw new InvalidOperationException($"cannot add {right.Currency} to {left.Currency}");

    /// <summary>Amount and currency, invariant culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount:G6} {Currency}");
}
