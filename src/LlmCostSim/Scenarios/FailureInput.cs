using LlmCostSim.Economics;
using LlmCostSim.Input;
using LlmCostSim.Units;

namespace LlmCostSim.Scenarios;

/// <summary>Reads what <c>economics</c> says about failures, checkpoints, spot machines and owned hardware.</summary>
internal static class FailureInput
{
    private const double LongestSeconds = 1e10;

    /// <summary>Failures and checkpoints, or <see langword="null"/> where none of their members is given.</summary>
    /// <param name="economics">The <c>economics</c> object.</param>
    public static FailureSettings? Read(JsonObjectInput economics)
    {
        var hours = economics.Number("mtbfHoursPerGpu", 1e-3, 1e15);
        var checkpoint = Seconds(economics, "checkpointSeconds", 1);
        var storage = economics.Quantity("storageGBps", QuantityKind.ByteRate, 1e9, 1e3, 1e18);
        var interval = Seconds(economics, "checkpointIntervalMinutes", 60);
        var restart = Seconds(economics, "restartMinutes", 60);
        var detection = Seconds(economics, "detectionMinutes", 60);
        var variation = economics.Quantity("stragglerVariation", QuantityKind.Fraction, 1, 0, 1);
        if (checkpoint is not null && storage is not null)
        {
            economics.Value.Problem("give either checkpointSeconds or storageGBps, not both");
        }

        if (interval is { TotalSeconds: <= 0 })
        {
            economics.Value.Problem("checkpointIntervalMinutes must be above 0");
        }

        return
            hours is null
            && checkpoint is null
            && storage is null
            && interval is null
            && restart is null
            && detection is null
            && variation is null
            ? null
            : new FailureSettings
            {
                MeanTimeBetweenFailures = hours is { } h ? GpuHours.FromHours(h) : null,
                CheckpointTime = checkpoint,
                Storage = storage is { } rate ? ByteRate.FromBytesPerSecond(rate) : null,
                Interval = interval,
                Restart = restart,
                Detection = detection ?? Duration.Zero,
                StragglerVariation = variation ?? 0,
            };
    }

    /// <summary>The <c>spot</c> object, or <see langword="null"/>.</summary>
    /// <param name="economics">The <c>economics</c> object.</param>
    public static SpotMarket? ReadSpot(JsonObjectInput economics)
    {
        if (economics.Object("spot") is not { } input)
        {
            return null;
        }

        var uptime = input.Required("meanUptimeHours")?.AsQuantity(QuantityKind.Duration, 3600, 1, LongestSeconds);
        var standard = new SpotMarket { MeanUptime = Duration.FromSeconds(uptime ?? 1) };
        var spot = standard with
        {
            Recovery = Seconds(input, "recoveryMinutes", 60) ?? standard.Recovery,
            Wait = Seconds(input, "waitMinutes", 60) ?? standard.Wait,
            Notice = Seconds(input, "noticeSeconds", 1) ?? standard.Notice,
        };
        input.Close();
        return spot;
    }

    /// <summary>The <c>owned</c> object, or <see langword="null"/>.</summary>
    /// <param name="economics">The <c>economics</c> object.</param>
    public static OwnedHardware? ReadOwned(JsonObjectInput economics)
    {
        if (economics.Object("owned") is not { } input)
        {
            return null;
        }

        var price = input.Required("purchasePrice")?.AsQuantity(QuantityKind.Count, 1, 1e-6, 1e12);
        var standard = new OwnedHardware { PurchasePrice = price ?? 1 };
        var owned = standard with
        {
            Years = input.Number("years", 0.01, 100) ?? standard.Years,
            Utilization = input.Quantity("utilization", QuantityKind.Fraction, 1, 1e-3, 1) ?? standard.Utilization,
            UpkeepPerYear = input.Quantity("upkeepPerYear", QuantityKind.Fraction, 1, 0, 10) ?? standard.UpkeepPerYear,
            ElectricityPerKwh = input.Number("electricityPerKwh", 0, 1e6) ?? standard.ElectricityPerKwh,
        };
        input.Close();
        return owned;
    }

    private static Duration? Seconds(JsonObjectInput input, string name, double plainUnit) =>
        input.Quantity(name, QuantityKind.Duration, plainUnit, 0, LongestSeconds) is { } seconds ? Duration.FromSeconds(seconds) : null;
}
