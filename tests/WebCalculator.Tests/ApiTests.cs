using System.Net;
using System.Text;
using System.Text.Json;
using LlmCostSim.Reporting;
using LlmCostSim.Scenarios;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace WebCalculator.Tests;

/// <summary>The calculator's JSON interface over the test host.</summary>
public sealed class ApiTests(ApiTests.PatientHost factory) : IClassFixture<ApiTests.PatientHost>
{
    private const string Training =
        """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "sharding": "fsdp-full" }, "workload": { "sequenceLength": 4096, "globalBatch": 64 } }""";

    private readonly HttpClient client = factory.CreateClient();

    [Fact]
    public async Task Estimate_Training_IsTheLibrarysReport()
    {
        var (status, text) = await Post("/api/estimate", Training);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(ReportJson.ToText(new Estimator().Estimate(new ScenarioReader().Read(Training))), text);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("[", "line 1")]
    [InlineData("""{ "model": "lama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "workload": {} }""", "$.model")]
    [InlineData(
        """{ "model": { "huggingFace": "config.json" }, "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "workload": {} }""",
        "$.model"
    )]
    [InlineData(
        """{ "model": "llama-2-7b", "cluster": { "accelerator": { "file": "own.json" }, "count": 8 }, "workload": {} }""",
        "$.cluster.accelerator"
    )]
    public async Task Estimate_BadInput_NamesThePlace(string scenario, string place)
    {
        var (status, text) = await Post("/api/estimate", scenario);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        using var json = JsonDocument.Parse(text);
        Assert.Contains(
            json.RootElement.GetProperty("errors").EnumerateArray(),
            error => error.GetString()!.StartsWith(place, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("/api/estimate")]
    [InlineData("/api/plan")]
    public async Task Post_LongerThanTheLimit_Refused(string route)
    {
        var (status, text) = await Post(route, Training + new string(' ', Limits.BodyBytes));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains($"longer than {Limits.BodyBytes} bytes", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_MoreRequestsThanHereAllowed_RefusedAtTheirPlace()
    {
        const string Serving =
            """{ "kind": "serving", "model": "llama-3-8b", "cluster": { "accelerator": "H100-SXM-80GB", "count": 2 }, "workload": { "requests": 10001, "arrival": { "process": "poisson", "rate": 8 }, "inputTokens": 1024, "outputTokens": 256 } }""";

        var (status, text) = await Post("/api/estimate", Serving);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("$.workload.requests", text, StringComparison.Ordinal);
        (status, _) = await Post("/api/estimate", Serving.Replace("10001", "500", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Plan_StrategyAbsent_FivePlansBestFirst()
    {
        var (status, text) = await Post("/api/plan", Training.Replace("\"sharding\": \"fsdp-full\"", "", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, status);
        using var json = JsonDocument.Parse(text);
        double[] seconds =
        [
            .. json
                .RootElement.GetProperty("plans")
                .EnumerateArray()
                .Select(static plan => plan.GetProperty("report").GetProperty("step").GetProperty("seconds").GetDouble()),
        ];
        Assert.Equal(5, seconds.Length);
        Assert.Equal(seconds.Order(), seconds);
    }

    [Theory]
    [InlineData("\"count\": 8", "\"count\": 32768")]
    [InlineData("\"workload\"", "\"search\": { \"gpuCounts\": [8, 16, 24, 32, 40, 48, 56, 64, 72] }, \"workload\"")]
    public async Task Plan_MoreThanARequestMayAsk_Refused(string from, string to)
    {
        var (status, text) = await Post("/api/plan", Training.Replace(from, to, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("command line", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_LongerThanTheLimit_IsUnavailable()
    {
        using var hasty = factory.WithWebHostBuilder(static host => host.UseSetting(nameof(Limits.SearchSeconds), "0"));
        using var visitor = hasty.CreateClient();

        var (status, text) = await Post(visitor, "/api/plan", Training);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("more than 0 s", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_EveryEntry_CanBeEstimatedWith()
    {
        using var models = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/models", UriKind.Relative)));
        using var gpus = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/gpus", UriKind.Relative)));

        Assert.Contains(
            models.RootElement.EnumerateArray(),
            static m => m.GetProperty("id").GetString() == "falcon-7b" && m.GetProperty("parameters").GetInt64() == 7_217_189_760
        );
        foreach (var gpu in gpus.RootElement.EnumerateArray())
        {
            var (status, text) = await Post(
                "/api/estimate",
                Training.Replace("A100-SXM-80GB", gpu.GetProperty("id").GetString(), StringComparison.Ordinal)
            );
            Assert.True(status == HttpStatusCode.OK, text);
        }
    }

    [Fact]
    public async Task Page_AnyAnswer_RunsNoForeignScript()
    {
        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative));

        Assert.StartsWith("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task OpenApi_Description_HasEveryRoute()
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));

        Assert.Equal(
            ["/api/estimate", "/api/gpus", "/api/models", "/api/plan"],
            json.RootElement.GetProperty("paths").EnumerateObject().Select(static p => p.Name).Order(StringComparer.Ordinal)
        );
    }

    private Task<(HttpStatusCode Status, string Text)> Post(string route, string scenario) => Post(client, route, scenario);

    private static async Task<(HttpStatusCode Status, string Text)> Post(HttpClient client, string route, string scenario)
    {
        using var content = new StringContent(scenario, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(route, UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The server with time for a search, however busy the machine is.</summary>
    public sealed class PatientHost : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder) => builder.UseSetting(nameof(Limits.SearchSeconds), "300");
    }
}
