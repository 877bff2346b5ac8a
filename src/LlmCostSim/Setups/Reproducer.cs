using System.Globalization;
using LlmCostSim.Economics;
using LlmCostSim.Scenarios;
using LlmCostSim.Units;

namespace LlmCostSim.Setups;

/// <summary>Simulates documented setups and says how their published figures stand.</summary>
public sealed class Reproducer
{
    /// <summary>
    /// How far a reproduced figure may be from the documented one: 15 %, about what rounding of published durations ("two weeks", "two
    /// months") leaves open.
    /// </summary>
    public const double Tolerance = 0.15;

    private readonly ScenarioReader reader = new();
    private readonly Estimator estimator = new();

    /// <summary>Runs setups.</summary>
    /// <param name="setups">Which; the shipped ones are <see cref="SetupCatalog.All"/>.</param>
    /// <returns>One row per documented figure.</returns>
    public IReadOnlyList<Reproduction> Run(IEnumerable<DocumentedSetup> setups)
    {
        ArgumentNullException.ThrowIfNull(setups);
        return [.. setups.SelectMany(Run)];
    }

    private IEnumerable<Reproduction> Run(DocumentedSetup setup)
    {
        var scenario = reader.Read(setup.Scenario);
        var report = estimator.Estimate(scenario);
        foreach (var fact in setup.Facts)
        {
            var simulated = SetupQuantity.Of(fact.Quantity, scenario, report) / (fact.IsCalendarTime ? UsualGoodput.OfCalendar : 1);
            var (verdict, reason) = Judge(fact, simulated, scenario, report);
            yield return new Reproduction
            {
                Id = $"{setup.Id}/{fact.Quantity}",
                Family = setup.Family,
                Model = scenario.Model.Id,
                Quantity = fact.Quantity,
                Unit = fact.Unit,
                Documented = fact.Documented,
                Simulated = simulated,
                Verdict = verdict,
                Expected = fact.Expected,
                Reason = reason,
                Source = fact.Source,
                Assumed = setup.Assumed,
            };
        }
    }

    private static (ReproductionVerdict Verdict, string Reason) Judge(
        DocumentedFact fact,
        double simulated,
        Scenario scenario,
        Report report
    )
    {
        if (fact.Documented is not { } documented)
        {
            return (ReproductionVerdict.Undocumented, fact.Reason);
        }

        if (fact.Expected == ReproductionVerdict.ByDefinition)
        {
            return (ReproductionVerdict.ByDefinition, fact.Reason);
        }

        if (
            report is TrainingReport training
            && fact.Quantity is "days" or "hours" or "gpuHours"
            && ImpliedUtilisation(fact, (TrainingScenario)scenario, training) is > 1 and { } utilisation
        )
        {
            return (
                ReproductionVerdict.Impossible,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"implies {utilisation:P0} of the dense peak{(report.Feasible ? "" : "; besides, " + report.Reasons[0])}"
                )
            );
        }

        if (fact.Quantity == "fits")
        {
            return simulated <= documented ? (ReproductionVerdict.Reproduced, "") : (ReproductionVerdict.Off, fact.Reason);
        }

        var stands = fact.Bound == FigureBound.AtLeast ? simulated >= documented : Math.Abs((simulated / documented) - 1) <= Tolerance;
        return stands ? (ReproductionVerdict.Reproduced, fact.Reason) : (ReproductionVerdict.Off, fact.Reason);
    }

    /// <summary>Model arithmetic of the run over what the accelerators can do at their dense peak in the documented time.</summary>
    private static double ImpliedUtilisation(DocumentedFact fact, TrainingScenario scenario, TrainingReport report)
    {
        var hours = fact.Quantity switch
        {
            "days" => fact.Documented!.Value * 24 * scenario.Cluster.Count,
            "hours" => fact.Documented!.Value * scenario.Cluster.Count,
            _ => fact.Documented!.Value,
        };
        var peak =
            scenario.Cluster.Accelerator.Peak.Of(scenario.Strategy.Precision.Compute)
            ?? scenario.Cluster.Accelerator.Peak.Bf16
            ?? FlopRate.Zero;
        return report.Flops.ModelTotal / (peak * Duration.FromHours(hours));
    }
}
