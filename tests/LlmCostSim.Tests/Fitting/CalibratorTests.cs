using System.Globalization;
using System.Text;
using LlmCostSim.Fitting;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Operators;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using LlmCostSim.Stacks;
using LlmCostSim.Units;
using LlmCostSim.Validation;

namespace LlmCostSim.Tests.Fitting;

/// <summary>Calibration against made-up cards whose constants are known.</summary>
public sealed class CalibratorTests
{
    private static readonly Accelerator A100 = HardwareCatalog.Default.Get("A100-SXM-80GB");

    // Multiplies that a card would show, timed to 2 % (a fixed sequence: tests must not roll dice).
    private static string Multiplies(GemmConstants card, int count)
    {
        var kernel = new GemmKernel(
            A100,
            card,
            GemmLibraryConstants.All().Single(library => library.Id == "aic-trtllm-1.0.0/16-bit@a100"),
            NumberFormat.Bf16
        );
        var text = new StringBuilder("dtype,m,n,k,time_us\n");
        for (var i = 0; i < count; i++)
        {
            var (m, n, k) = (1 << (4 + (i * 3 % 10)), 1024 * (1 + (i * 5 % 12)), 512 * (1 + (i * 7 % 16)));
            var noise = 1 + (0.02 * Math.Sin(12.9898 * i));
            text.Append(CultureInfo.InvariantCulture, $"bf16,{m},{n},{k},{1e6 * noise * kernel.Seconds(m, n, k):R}\n");
        }

        return text.ToString();
    }

    private static MeasuredFile Csv(string text, string name = "my.csv") => MeasuredFile.Read(name, new StringReader(text));

    private static GemmConstants Slower()
    {
        var known = GemmConstants.For(A100);
        return known with
        {
            BandwidthEfficiency = 0.8 * known.BandwidthEfficiency,
            LaunchSeconds = 2 * known.LaunchSeconds,
            TileEfficiency16Bit = [.. known.TileEfficiency16Bit.Select(efficiency => 0.75 * efficiency)],
        };
    }

    [Fact]
    public void Run_TwentyMultipliesOfASlowerCard_CutTheError()
    {
        var result = Calibrator.Run(A100, "my-a100", [Csv(Multiplies(Slower(), 20))]);

        Assert.Equal(20, result.After.Rows);
        Assert.True(result.Before.Mape > 0.15, $"{result.Before.Mape:P1} before");
        Assert.True(result.After.Mape < 0.05, $"{result.After.Mape:P1} after");
        Assert.True(result.KeptBack.Mape < 0.08, $"{result.KeptBack.Mape:P1} on rows kept back");
    }

    [Fact]
    public void Run_ManyMultipliesOfAKnownCard_FindsItsConstants()
    {
        var known = GemmConstants.For(A100);

        var result = Calibrator.Run(A100, "my-a100", [Csv(Multiplies(Slower(), 160))]);

        Assert.InRange(result.Fit["gemm.tileShare16Bit"], 0.72, 0.78);
        Assert.InRange(result.Fit["gemm.bandwidthEfficiency"] / known.BandwidthEfficiency, 0.76, 0.84);
        Assert.InRange(result.Fit["gemm.launchSeconds"] / known.LaunchSeconds, 1.7, 2.3);
        Assert.All(result.Fit.StandardErrors, error => Assert.True(error >= 0));
        Assert.Equal(1, result.Fit.Correlation[0][0]);
    }

    [Fact]
    public void Run_OneRow_StaysNearThePrior()
    {
        var result = Calibrator.Run(A100, "my-a100", [Csv("dtype,m,n,k,time_us\nbf16,4096,4096,4096,5000\n")]);

        // Ten times slower than the model: one row is not believed that far.
        Assert.InRange(result.Fit["gemm.tileShare16Bit"], 0.3, 1);
        Assert.InRange(result.Fit["gemm.launchSeconds"] / GemmConstants.For(A100).LaunchSeconds, 0.9, 1.5);
    }

    [Fact]
    public void Run_NamedConstants_MovesOnlyThem()
    {
        var result = Calibrator.Run(A100, "my-a100", [Csv(Multiplies(Slower(), 20))], ["gemm.launchSeconds"]);

        Assert.Equal("gemm.launchSeconds", Assert.Single(result.Fit.Parameters).Name);
        Assert.Equal(GemmConstants.For(A100).BandwidthEfficiency, result.Accelerator.Constants!.Gemm!.BandwidthEfficiency);
    }

    [Fact]
    public void Run_BadRows_ListsEveryOneWithItsLine()
    {
        const string Text =
            "gpu,dtype,m,n,k,time_us\na100,bf16,64,64,64,12\na100,bf16,64,x,64,12\nh100,bf16,64,64,64,12\na100,bf17,64,64,64,12\na100,bf16,64,64,64,-1\n";

        var invalid = Assert.Throws<InvalidInputException>(() => Calibrator.Run(A100, "my-a100", [Csv(Text)]));

        // Rows of another card or without a time first, then what cannot be predicted.
        Assert.Equal(["my.csv:4", "my.csv:6", "my.csv:3", "my.csv:5"], invalid.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void HardwareFile_Written_IsReadBackAndUsed()
    {
        var result = Calibrator.Run(A100, "my-a100", [Csv(Multiplies(Slower(), 20))]);

        var read = HardwareFile.Read(HardwareFileJson.ToText(result, null, A100.Id), "my-a100.json").Accelerator;

        Assert.Equal("my-a100", read.Id);
        Assert.Equal(A100.MemoryCapacity, read.MemoryCapacity);
        Assert.False(read.Kernels.IsTransferred);
        var ratio = GemmConstants.For(read).BandwidthEfficiency / result.Accelerator.Constants!.Gemm!.BandwidthEfficiency;
        Assert.Equal(1, ratio, 0.001);
        Assert.Equal(result.Accelerator.Constants.Attention!.MemoryEfficiency, AttentionConstants.For(read).MemoryEfficiency, 0.001);
    }

    [Fact]
    public void Run_CollectivesAndMemoryBoundKernels_FindsLinkAndMemory()
    {
        var links = CollectiveConstants.For(A100) with { LinkEfficiency = 0.6 };
        var memory = ElementwiseConstants.For(A100) with { MemoryEfficiency = 0.7 };
        var collective = new CollectiveKernel(Cluster.Create(A100, 8), links, CollectiveLibraries.Default.Get("nccl-2.27.3"));
        var elementwise = new ElementwiseKernel(A100, memory, ElementwiseLibraryConstants.Get("vllm-2024"));
        var collectives = new StringBuilder("source,gpu,collective,bytes,ranks,topology,time_us\n");
        var kernels = new StringBuilder("op,tokens,bytes,time_us\n");
        for (var size = 1 << 20; size < 1 << 30; size *= 2)
        {
            collectives.Append(
                CultureInfo.InvariantCulture,
                $"aic-nccl-2.27.3,my-card,all_reduce,{size},8,nvswitch-nvlink3-8,{1e6 * collective.Seconds(CollectiveKind.AllReduce, size, CollectiveGroup.WithinNode(8)):R}\n"
            );
            kernels.Append(CultureInfo.InvariantCulture, $"add,4096,{size},{1e6 * elementwise.Seconds(size):R}\n");
        }

        var result = Calibrator.Run(A100, "my-a100", [Csv(collectives.ToString(), "links.csv"), Csv(kernels.ToString(), "memory.csv")]);

        Assert.Equal(0.6, result.Fit["collectives.linkEfficiency"], 0.03);
        Assert.Equal(0.7, result.Fit["elementwise.memoryEfficiency"], 0.03);
        Assert.True(result.After.Mape < 0.03, $"{result.After.Mape:P1}");
    }

    [Fact]
    public void Run_AttentionOfASlowerCard_FindsItsShareOfArithmeticAndBandwidth()
    {
        var card = AttentionConstants.For(A100) with { ArithmeticShare = 0.8, DecodeShare = 0.75, MemoryEfficiency = 0.7 };
        var library = AttentionLibraryCatalog.Default.Get("vllm-0.14.0");
        var prefill = new AttentionPrefillKernel(A100, card, library, NumberFormat.Bf16);
        var decode = new AttentionDecodeKernel(A100, card, library);
        var prompts = new StringBuilder("source,dtype,kv_dtype,batch,q_len,past_kv,heads,kv_heads,head_dim,window,time_us\n");
        var tokens = new StringBuilder("source,dtype,kv_dtype,batch,context,heads,kv_heads,head_dim,window,time_us\n");
        for (var length = 512; length <= 16384; length *= 2)
        {
            foreach (var batch in new[] { 1, 4, 16 })
            {
                prompts.Append(
                    CultureInfo.InvariantCulture,
                    $"aic-vllm-0.14.0,bf16,bf16,{batch},{length},0,32,8,128,0,{1e6 * prefill.Seconds(new AttentionShape(batch, length, 0, 32, 8, 128, 128, 0, true)):R}\n"
                );
                tokens.Append(
                    CultureInfo.InvariantCulture,
                    $"aic-vllm-0.14.0,bf16,bf16,{4 * batch},{length},32,8,128,0,{1e6 * decode.Seconds(4 * batch, length, 32, 8, 128, 128, 0, 2):R}\n"
                );
            }
        }

        var result = Calibrator.Run(A100, "my-a100", [Csv(prompts.ToString(), "prompts.csv"), Csv(tokens.ToString(), "tokens.csv")]);

        Assert.Equal(0.8, result.Fit["attention.arithmeticShare"], 0.03);
        // Most of these decodes wait for the memory: few say what a block sustains, and the prior holds it back.
        Assert.InRange(result.Fit["attention.decodeShare"], 0.7, 0.85);
        Assert.Equal(0.7, result.Fit["attention.memoryEfficiency"], 0.04);
    }

    [Fact]
    public void Run_FilesThatLackColumns_NamesTheColumnsOncePerFile()
    {
        var problem = Assert.Throws<InvalidInputException>(() =>
            Calibrator.Run(
                A100,
                "my-a100",
                [
                    Csv("batch,context,heads,kv_heads,head_dim,time_us\n1,512,32,8,128,20\n4,512,32,8,128,25\n", "tokens.csv"),
                    Csv("op,bytes,time_us\nadd,1e6,5\n", "adds.csv"),
                ]
            )
        );

        Assert.Equal(2, problem.Problems.Count);
        Assert.Contains("tokens.csv:1: there is no column 'dtype'", problem.Message, StringComparison.Ordinal);
        Assert.Contains(
            "adds.csv:1: the columns are not those of measured multiplies, attention, collectives, memory-bound kernels or training steps; nearest is elementwise, which needs the columns tokens as well",
            problem.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Run_StepsOfAHostTwiceAsSlow_MovesTheStackAndShipsItWithTheCard()
    {
        var shipped = StackCatalog.Default.Get("llm-foundry-fsdp");
        var host = shipped with
        {
            KernelLaunch = 2.5 * shipped.KernelLaunch,
            StepOverhead = shipped.StepOverhead + Duration.FromMilliseconds(20),
        };
        var text = new StringBuilder(
            "id,source,framework,model,layers,hidden,heads,kv_heads,head_dim,ffn,ffn_kind,vocab,norm,positions,tied_embeddings,biases,gpu,gpus,gpus_per_node,node_network_gbps,dp,micro_batch,micro_batches,global_batch,seq,sharding,recompute,attention,precision,metric,value,unit\n"
        );
        foreach (var (layers, hidden) in new[] { (12, 768), (24, 1024), (24, 2048), (32, 2560), (32, 4096) })
        {
            foreach (var micro in new[] { 1, 4 })
            {
                string Row(double value) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"r,mine,llm-foundry-fsdp,x,{layers},{hidden},{hidden / 64},{hidden / 64},64,{4 * hidden},gelu,50304,layernorm,learned,yes,yes,A100-SXM-80GB,8,8,1600,8,{micro},4,{32 * micro},2048,fsdp-full,none,flash,bf16,step_time,{value:R},s\n"
                    );
                var row = MeasuredFile.Read("steps.csv", new StringReader(text.ToString().Split('\n')[0] + "\n" + Row(1))).Rows[0];
                var catalogs = new ValidationCatalogs(
                    LlmCostSim.Models.ModelCatalog.Default,
                    HardwareCatalog.Default,
                    StackCatalog.Default.With(host)
                );
                text.Append(Row(new TrainingRows(catalogs).Predict(row).Value));
            }
        }

        var result = Calibrator.Run(A100, "my-a100", [Csv(text.ToString(), "steps.csv")]);

        Assert.True(result.After.Mape < 0.5 * result.Before.Mape, $"{result.Before.Mape:P1} before, {result.After.Mape:P1} after");
        Assert.True(result.Fit["stacks.llm-foundry-fsdp.stepOverheadMilliseconds"] > 1e3 * shipped.StepOverhead.TotalSeconds);
        var read = HardwareFile.Read(HardwareFileJson.ToText(result, null, A100.Id), "x.json");
        Assert.Equal(result.Stacks[0].KernelLaunch.TotalSeconds, Assert.Single(read.Stacks).KernelLaunch.TotalSeconds, 1e-8);
    }

    [Fact]
    public void Run_RowsThatTellNoTime_AreLeftOutAndSaidSo()
    {
        const string Header =
            "id,source,framework,model,layers,hidden,heads,kv_heads,head_dim,ffn,ffn_kind,vocab,norm,positions,tied_embeddings,biases,gpu,gpus,gpus_per_node,node_network_gbps,dp,micro_batch,micro_batches,global_batch,seq,sharding,recompute,attention,precision,metric,value,unit\n";
        const string Job =
            "r,mine,llm-foundry-fsdp,x,12,768,12,12,64,3072,gelu,50304,layernorm,learned,yes,yes,A100-SXM-80GB,8,8,1600,8,1,4,32,2048,fsdp-full,none,flash,bf16,";

        var result = Calibrator.Run(
            A100,
            "my-a100",
            [Csv($"{Header}{Job}step_time,0.2,s\n{Job}peak_memory,20,GiB\n{Job}peak_memory,21,GiB\n", "steps.csv")]
        );

        Assert.Equal(1, result.After.Rows);
        Assert.Equal(["steps.csv: 2 rows of 'peak_memory', which tells nothing of a step's time"], result.Ignored);
    }

    [Fact]
    public void HardwareFile_EveryShippedStackAsItIsOnB200_ReadsBackTheSamePace()
    {
        var b200 = HardwareCatalog.Default.Get("B200-SXM-180GB");
        SoftwareStack[] stacks =
        [
            .. StackCatalog.Default.Stacks.Select(stack => stack with { Training = stack.Training.On(b200) with { Accelerators = [] } }),
        ];
        var result = Calibrator.Run(b200, "my-b200", [Csv("gpu,dtype,m,n,k,time_us\nb200,bf16,4096,4096,4096,100\n")]) with
        {
            Stacks = stacks,
        };

        var read = HardwareFile.Read(HardwareFileJson.ToText(result, null, b200.Id), "my-b200.json").Stacks;

        Assert.Contains(stacks, stack => stack.Training.TensorShare != StackCatalog.Default.Get(stack.Id).Training.TensorShare);
        Assert.Equal(stacks.Select(stack => (stack.Id, stack.Training)), read.Select(stack => (stack.Id, stack.Training)));
    }
}
