// A web page that says what a job needs, takes and costs while one types, over the library's own reader and estimator.
using WebCalculator;

bool smoke = args.Contains("--smoke");
WebApplicationBuilder builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
);
builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = Limits.BodyBytes + 1); // the interface says itself what is too long
if (smoke)
{
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.ClearProviders();
}

builder.Services.AddOpenApi();
builder.Services.AddSingleton<Calculator>();
WebApplication app = builder.Build();
app.Use(PageHeaders.Add);
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapOpenApi();
Api.Map(app);
return smoke ? await Smoke.Run(app) : await Serve(app);

static async Task<int> Serve(WebApplication app)
{
    await app.RunAsync();
    return 0;
}

/// <summary>The program, for the tests' host.</summary>
public partial class Program;
