using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;

namespace LlmCostSim.Benchmarks;

/// <summary>The parts of a line of <c>llmcost batch</c>: reading a scenario, answering it, writing its report.</summary>
[MemoryDiagnoser]
public class ScenarioBenchmarks
{
    private const string Training =
        """{"model":"falcon-7b","cluster":{"accelerator":"A100-SXM-40GB","count":384},"strategy":{"pipeline":2,"sharding":"zero1","microBatch":1},"workload":{"sequenceLength":2048,"globalBatch":2304,"tokens":1.5e12}}""";
    private const string Inference =
        """{"kind":"inference","model":"llama2-70b","cluster":{"accelerator":"A100-SXM-80GB","count":8},"strategy":{"tensor":8},"workload":{"batch":16,"inputTokens":1024,"outputTokens":256}}""";

    private readonly ScenarioReader reader = new();
    private readonly Estimator estimator = new();
    private readonly ArrayBufferWriter<byte> buffer = new();
    private string text = "";
    private Scenario scenario = null!;
    private Report report = null!;

    [Params("training", "inference")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        text = Kind == "training" ? Training : Inference;
        scenario = reader.Read(text);
        report = estimator.Estimate(scenario);
    }

    [Benchmark]
    public Scenario? Read() => reader.Read(text, new InputProblems());

    [Benchmark]
    public Report Answer() => estimator.Estimate(scenario);

    [Benchmark]
    public int Write()
    {
        buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(buffer);
        ReportJson.Write(writer, report);
        writer.Flush();
        return buffer.WrittenCount;
    }
}
