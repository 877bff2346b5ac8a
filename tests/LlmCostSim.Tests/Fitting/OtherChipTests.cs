using LlmCostSim.Fitting;
using LlmCostSim.Hardware;

namespace LlmCostSim.Tests.Fitting;

public sealed class OtherChipTests
{
    [Theory]
    [InlineData("A100-SXM-80GB", "h100")]
    [InlineData("H100-SXM-80GB", "a100")]
    [InlineData("B200-SXM-180GB", "b200-sxm-180gb")]
    public void Exchanged_MeasuredChips_HaveEachOthersConstants(string accelerator, string chip)
    {
        var given = OtherChip.Exchanged(HardwareCatalog.Default).Get(accelerator);

        Assert.Equal(chip, GemmConstants.For(given).Chip);
        Assert.Equal(HardwareCatalog.Default.Get(accelerator).Peak, given.Peak);
    }

    // 2·1,024·8,192² FLOP take 0.44 ms at the peak of an A100: 1 ms is longer than either prediction.
    [Fact]
    public void Write_FolderWithOneFile_HasALineOfItsSource()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(
                Path.Combine(folder.FullName, "gemm_a100.csv"),
                "source,gpu,dtype,m,n,k,time_us\naic-vllm-0.14.0,a100,bf16,1024,8192,8192,1000\n"
            );
            using var log = new StringWriter();

            OtherChip.Write(folder.FullName, log);

            var line = Assert.Single(log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
            Assert.Matches(@"^gemm_a100\.csv aic-vllm-0\.14\.0 bf16: own \d+\.\d %, other chip's \d+\.\d % \(bias -\d+\.\d %\)\r?$", line);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
