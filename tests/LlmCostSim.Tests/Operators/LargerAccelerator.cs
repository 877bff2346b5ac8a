using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Operators;

/// <summary>Accelerators that are better in one respect.</summary>
internal static class LargerAccelerator
{
    /// <summary>Whether twice the multiprocessors, or memory of half the bandwidth more, take no longer, to rounding.</summary>
    internal static bool IsNeverSlower(Accelerator a, Func<Accelerator, double> seconds)
    {
        var limit = seconds(a) * (1 + 1e-12);
        return seconds(WithSms(a, a.SmCount * 2)) <= limit && seconds(a with { MemoryBandwidth = a.MemoryBandwidth * 1.5 }) <= limit;
    }

    /// <summary>More multiprocessors, each at the same rate.</summary>
    internal static Accelerator WithSms(Accelerator a, int sms)
    {
        FlopRate? Scale(FlopRate? rate) => rate is { } value ? value * ((double)sms / a.SmCount) : null;
        return a with
        {
            SmCount = sms,
            Peak = new PeakRates
            {
                Fp32 = Scale(a.Peak.Fp32),
                Tf32 = Scale(a.Peak.Tf32),
                Fp16 = Scale(a.Peak.Fp16),
                Bf16 = Scale(a.Peak.Bf16),
                Fp8 = Scale(a.Peak.Fp8),
                Int8 = Scale(a.Peak.Int8),
                Int4 = Scale(a.Peak.Int4),
            },
        };
    }
}
