using System.Text;
using System.Text.Json;

namespace WebCalculator;

/// <summary>Starts the server on a free port of this machine, asks one thing, and stops: what CI runs.</summary>
internal static class Smoke
{
    public static async Task<int> Run(WebApplication app)
    {
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var scenario = new StringContent(
            """{ "model": "llama-2-7b", "cluster": { "accelerator": "A100-SXM-80GB", "count": 8 }, "strategy": { "sharding": "fsdp-full" }, "workload": { "sequenceLength": 4096, "globalBatch": 64 } }""",
            Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/api/estimate", UriKind.Relative), scenario);
        using JsonDocument report = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        string page = await client.GetStringAsync(new Uri("/", UriKind.Relative));
        await app.StopAsync();
        Console.WriteLine($"one step takes {report.RootElement.GetProperty("step").GetProperty("seconds").GetDouble():0.00} s");
        return answer.IsSuccessStatusCode && page.Contains("LlmCostSim", StringComparison.Ordinal) ? 0 : 1;
    }
}
