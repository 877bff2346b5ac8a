using LlmCostSim.Economics;
using LlmCostSim.Facts;
using LlmCostSim.Hardware;

namespace LlmCostSim.Tests.Economics;

public sealed class GridAndReliabilityCatalogTests
{
    [Fact]
    public void Grid_EveryPlace_HasSourceAndPlausibleFigures()
    {
        Assert.Equal(70, GridCatalog.Default.Regions.Count);
        Assert.All(
            GridCatalog.Default.Regions,
            region =>
            {
                Assert.NotEmpty(region.Source);
                Assert.True(region.KgCo2ePerKwh is not null || region.PowerUsageEffectiveness is not null, region.Id);
                Assert.InRange(region.KgCo2ePerKwh ?? 0, 0, 1.2);
                Assert.InRange(region.PowerUsageEffectiveness ?? 1, 1, 2);
            }
        );
    }

    /// <summary>Our World in Data (2024 edition) for France; Luccioni et al. 2022 for BLOOM: 433,196 kWh gave 24.69 t.</summary>
    [Fact]
    public void Grid_FranceAndBloom_GiveThePublishedFigures()
    {
        Assert.Equal(0.056039, GridCatalog.Default.Get("france").KgCo2ePerKwh);
        Assert.Equal(24.69, 433.196 * GridCatalog.Default.Get("bloom-jean-zay").KgCo2ePerKwh!.Value, 2);
        Assert.Equal(0.475, GridCatalog.Default.World.KgCo2ePerKwh);
    }

    [Fact]
    public void Grid_UnknownName_Suggests() =>
        Assert.Contains(
            "gcp-us-central1",
            Assert.Throws<UnknownNameException>(() => GridCatalog.Default.Get("gcp-us-centrall")).Suggestions
        );

    [Fact]
    public void Grid_With_LeavesTheDefaultAlone()
    {
        GridCatalog larger = GridCatalog.Default.With(
            new GridRegion
            {
                Id = "mine",
                Region = "cellar",
                KgCo2ePerKwh = 0,
                Source = "test",
            }
        );
        Assert.Equal(71, larger.Regions.Count);
        Assert.Null(GridCatalog.Default.Find("mine"));
    }

    [Fact]
    public void Reliability_EveryFigure_HasSourceAndValueUnlessNotFound()
    {
        Assert.Equal(75, ReliabilityCatalog.Default.Figures.Count);
        Assert.All(
            ReliabilityCatalog.Default.Figures,
            figure =>
            {
                Assert.NotEmpty(figure.Source);
                Assert.Equal(figure.Status == FactStatus.NotFound, figure.Value is null);
                Assert.True(
                    figure.Accelerator.Length == 0 || HardwareCatalog.Default.Find(figure.Accelerator)?.Id == figure.Accelerator,
                    figure.Accelerator
                );
            }
        );
    }

    /// <summary>
    /// Llama 3 paper, section 3.3.4: 419 unexpected interruptions in 54 days on 16,384 H100; the derived rates must follow from them.
    /// </summary>
    [Fact]
    public void Reliability_Llama3_DerivedRatesFollowFromTheCounts()
    {
        double unexpected = Value("llama3-int-unexpected");
        Assert.Equal(Value("llama3-int-total"), unexpected + Value("llama3-int-planned"));
        Assert.Equal(54 * 24 / unexpected, Value("llama3-mtbi"), 2);
        Assert.Equal(54 * 24 * 16384 / unexpected, Value("llama3-gpuh-per-int"), 0);
    }

    private static double Value(string id) => ReliabilityCatalog.Default.Get(id).Value!.Value;
}
