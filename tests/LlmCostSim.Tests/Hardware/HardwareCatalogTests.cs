using LlmCostSim.Facts;
using LlmCostSim.Hardware;
using LlmCostSim.Units;

namespace LlmCostSim.Tests.Hardware;

public sealed class HardwareCatalogTests
{
    private static readonly string[] RequiredFacts =
    [
        "peakTflops",
        "memoryGiB",
        "usableMemoryGiB",
        "memoryBandwidthGBps",
        "smCount",
        "intraNodeGBps",
        "hostGBps",
        "perNode",
    ];

    public static TheoryData<string> Ids => [.. HardwareCatalog.Default.Accelerators.Select(accelerator => accelerator.Id)];

    [Fact]
    public void Default_Accelerators_AreAllRead() =>
        Assert.Equal(
            Directory.GetFiles(Repository.At("src", "LlmCostSim", "Hardware", "Data", "accelerators"), "*.json").Length,
            HardwareCatalog.Default.Accelerators.Count
        );

    [Theory]
    [MemberData(nameof(Ids))]
    public void Accelerator_EveryOne_HasPlausibleFacts(string id)
    {
        Accelerator accelerator = HardwareCatalog.Default.Get(id);
        double matrixPeak = (accelerator.Peak.Of(NumberFormat.Bf16) ?? accelerator.Peak.Of(NumberFormat.Fp16))!.Value.TeraflopsPerSecond;
        Assert.InRange(matrixPeak, 50, 5000);
        Assert.InRange(accelerator.MemoryCapacity.TotalGiB, 16, 300);
        Assert.InRange(accelerator.UsableMemory / accelerator.MemoryCapacity, 0.9, 1);
        Assert.InRange(accelerator.MemoryBandwidth.GBPerSecond, 200, 10_000);
        Assert.InRange(accelerator.IntraNodeBandwidth.GBPerSecond, 10, 1000);
        Assert.InRange(accelerator.HostBandwidth.GBPerSecond, 10, 100);
        Assert.InRange(accelerator.SmCount, 1, 400);
        Assert.InRange(accelerator.PerNode, 1, 16);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Accelerator_EveryFact_HasItsOwnSourceOrIsMarkedUnverified(string id)
    {
        Accelerator accelerator = HardwareCatalog.Default.Get(id);
        Assert.False(string.IsNullOrWhiteSpace(accelerator.Source));
        foreach (string fact in RequiredFacts)
        {
            Assert.True(
                accelerator.Sources.Any(source =>
                    source.Covers(fact) || source.Facts.Any(name => name.StartsWith(fact + ".", StringComparison.Ordinal))
                ) || accelerator.Unverified.Any(unverified => unverified.Fact == fact),
                $"{id}: {fact} has neither source nor mark"
            );
        }
    }

    /// <summary>Every spelling of the public measurement collections that the validation reads (columns gpu and gpu_id).</summary>
    [Theory]
    [InlineData("a100", "A100-SXM-80GB")]
    [InlineData("h100", "H100-SXM-80GB")]
    [InlineData("A100", "A100-SXM-80GB")]
    [InlineData("A100-40GB", "A100-SXM-40GB")]
    [InlineData("A100-40GB-SXM", "A100-SXM-40GB")]
    [InlineData("A100-80GB", "A100-SXM-80GB")]
    [InlineData("A100-80GB-SXM", "A100-SXM-80GB")]
    [InlineData("A100-PCIe-80GB", "A100-PCIe-80GB")]
    [InlineData("A10G-24GB", "A10G")]
    [InlineData("B200-SXM", "B200-SXM-180GB")]
    [InlineData("B200-SXM-180GB", "B200-SXM-180GB")]
    [InlineData("H100-80GB-SXM", "H100-SXM-80GB")]
    [InlineData("H100-80GB", "H100-SXM-80GB")]
    [InlineData("H100-96GB", "H100-HBM2e-96GB")]
    [InlineData("H100-96GB HBM2e 500W", "H100-HBM2e-96GB")]
    [InlineData("H100-HBM2e-96GB", "H100-HBM2e-96GB")]
    [InlineData("H20-96GB", "H20-96GB")]
    [InlineData("H200", "H200-SXM-141GB")]
    [InlineData("H800-80GB", "H800-80GB")]
    [InlineData("L40S", "L40S")]
    [InlineData("L40S-48GB", "L40S")]
    [InlineData("RTX 4090", "RTX-4090")]
    [InlineData("RTX-4090-24GB", "RTX-4090")]
    [InlineData("RTX A6000", "A6000")]
    [InlineData("RTX-A6000-48GB", "A6000")]
    [InlineData("T4-16GB", "T4")]
    [InlineData("TPU v3", "TPU-v3")]
    [InlineData("TPUv3", "TPU-v3")]
    [InlineData("TPUv4", "TPU-v4")]
    [InlineData("V100-SXM-16GB", "V100-SXM2-16GB")]
    [InlineData("V100-SXM-32GB", "V100-SXM2-32GB")]
    [InlineData("V100-32GB", "V100-SXM2-32GB")]
    [InlineData("NVIDIA A100-SXM4-80GB", "A100-SXM-80GB")]
    [InlineData("NVIDIA GeForce RTX 4090", "RTX-4090")]
    public void Find_SpellingOfMeasurementsAndDrivers_FindsTheAccelerator(string spelling, string id) =>
        Assert.Equal(id, HardwareCatalog.Default.Find(spelling)?.Id);

    [Theory]
    [InlineData("A100-SXM-80", "A100-SXM-80GB")]
    [InlineData("H100-SMX-80GB", "H100-SXM-80GB")]
    [InlineData("RTX 4099", "RTX-4090")]
    [InlineData("mi300", "MI300X")]
    public void Suggest_NearMiss_NamesTheAccelerator(string name, string id)
    {
        Assert.Null(HardwareCatalog.Default.Find(name));
        Assert.Equal(id, HardwareCatalog.Default.Suggest(name)[0]);
        Assert.Contains(id, Assert.Throws<UnknownNameException>(() => HardwareCatalog.Default.Get(name)).Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// NVIDIA A100 and H100 data sheets, dense: 312 and 989 TFLOP/s bf16, 2039 and 3350 GB/s, 108 and 132 multiprocessors.
    /// </summary>
    [Theory]
    [InlineData("A100-SXM-80GB", 312, 2039, 108, 300, 400)]
    [InlineData("H100-SXM-80GB", 989, 3350, 132, 450, 700)]
    public void Accelerator_DataSheetFigures_AreDense(
        string id,
        double tera,
        double bandwidth,
        int multiprocessors,
        double link,
        double watts
    )
    {
        Accelerator accelerator = HardwareCatalog.Default.Get(id);
        Assert.Equal(tera, accelerator.Peak.Bf16!.Value.TeraflopsPerSecond, 6);
        Assert.Equal(bandwidth, accelerator.MemoryBandwidth.GBPerSecond, 6);
        Assert.Equal(multiprocessors, accelerator.SmCount);
        Assert.Equal(link, accelerator.IntraNodeBandwidth.GBPerSecond, 6);
        Assert.Equal(watts, accelerator.BoardPower.TotalWatts);
        Assert.False(accelerator.Kernels.IsTransferred);
    }

    /// <summary>
    /// CUDA out-of-memory message '79.25 GiB total capacity' (GitHub issue levihsu/OOTDiffusion#235): more than 80 decimal GB would hold.
    /// </summary>
    [Fact]
    public void UsableMemory_A10080GB_IsWhatTheDriverReports() =>
        Assert.Equal(79.25, HardwareCatalog.Default.Get("A100-80GB").UsableMemory.TotalGiB, 9);

    [Theory]
    [InlineData("A100-SXM-80GB", LinkTopology.Switch)]
    [InlineData("MI300X", LinkTopology.Mesh)]
    [InlineData("A40", LinkTopology.Pairs)]
    [InlineData("RTX-4090", LinkTopology.Host)]
    public void LinkOf_EachKindOfNode_HasItsTopology(string id, LinkTopology topology) =>
        Assert.Equal(topology, Link.Of(HardwareCatalog.Default.Get(id)).Topology);

    [Fact]
    public void PeakOf_V100InBf16_IsNone()
    {
        Accelerator v100 = HardwareCatalog.Default.Get("V100-SXM2-16GB");
        Assert.Null(v100.Peak.Bf16);
        Assert.Equal(125, v100.Peak.Fp16!.Value.TeraflopsPerSecond, 6);
    }

    [Fact]
    public void SourceOf_FactWithItsOwnSource_NamesIt() =>
        Assert.StartsWith(
            "aiconfigurator",
            HardwareCatalog.Default.Get("A100-SXM-80GB").SourceOf("memoryBandwidthGBps"),
            StringComparison.Ordinal
        );

    [Fact]
    public void With_NewAccelerator_LeavesTheDefaultAlone()
    {
        Accelerator mine = HardwareCatalog.Default.Get("H100-SXM-80GB") with
        {
            Id = "H100-custom",
            Aliases = [],
            MemoryBandwidth = ByteRate.FromGBPerSecond(3000),
        };
        HardwareCatalog larger = HardwareCatalog.Default.With(mine);
        Assert.Same(mine, larger.Get("h100 custom"));
        Assert.Null(HardwareCatalog.Default.Find("h100 custom"));
        Assert.Equal(HardwareCatalog.Default.Accelerators.Count + 1, larger.Accelerators.Count);
    }

    [Fact]
    public void Read_KernelsOfAChipThatNobodyMeasured_NamesThoseThatWere()
    {
        var file = EmbeddedData
            .Text("Hardware/Data/accelerators/a100-sxm-80gb.json")
            .Replace("\"chip\": \"a100\"", "\"chip\": \"b300\"", StringComparison.Ordinal);

        var problem = Assert.Throws<LlmCostSim.Input.InvalidInputException>(() => HardwareCatalog.Read(file, "mine.json"));

        Assert.Contains(
            "$.kernels.chip: kernels of 'b300' were not measured; those of a100, h100 were",
            problem.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Read_SeveralThingsWrong_NamesThemAll()
    {
        var file = EmbeddedData
            .Text("Hardware/Data/accelerators/a100-sxm-80gb.json")
            .Replace("\"smCount\": 108", "\"smCount\": \"many\"", StringComparison.Ordinal)
            .Replace("\"memoryBandwidthGBps\":", "\"memoryBandwithGBps\":", StringComparison.Ordinal)
            .Replace("\"kernels\":", "\"colonels\":", StringComparison.Ordinal);

        var problems = Assert.Throws<LlmCostSim.Input.InvalidInputException>(() => HardwareCatalog.Read(file, "mine.json")).Problems;

        Assert.Equal(
            [
                "mine.json: $.colonels: unknown member",
                "mine.json: $.kernels: required object is missing",
                "mine.json: $.memoryBandwidthGBps: required number is missing",
                "mine.json: $.memoryBandwithGBps: unknown member",
                "mine.json: $.smCount: expected a whole number, found String",
            ],
            problems.Select(problem => problem.ToString()).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Half a surrogate pair in a name: found by changing bytes at random.</summary>
    [Fact]
    public void Read_NameThatIsNoUnicode_IsBadInput() =>
        Assert.Throws<LlmCostSim.Input.InvalidInputException>(() => HardwareCatalog.Read("""{ "id": "x", "\ud800": 1 }""", "x.json"));

    // Constants of every kind say whose they are.
    [Fact]
    public void Constants_OfAnAcceleratorNobodyMeasured_SayThatTheyAreTransferred()
    {
        var borrowed = HardwareCatalog.Default.Get("RTX-4090");
        string[] origins =
        [
            GemmConstants.For(borrowed).Origin,
            AttentionConstants.For(borrowed).Origin,
            CollectiveConstants.For(borrowed).Origin,
            ElementwiseConstants.For(borrowed).Origin,
        ];

        Assert.All(
            origins,
            origin =>
                Assert.StartsWith(
                    $"transferred from {borrowed.Kernels.Chip} ({borrowed.Kernels.Reason}); ",
                    origin,
                    StringComparison.Ordinal
                )
        );
    }
}
