using System.CommandLine;
using LlmCostSim.Cli.Output;
using LlmCostSim.Fitting;
using LlmCostSim.Hardware;
using LlmCostSim.Input;
using LlmCostSim.Reporting;
using LlmCostSim.Reporting.Pages;

namespace LlmCostSim.Cli.Verbs;

/// <summary>
/// <c>llmcost calibrate --data FILE … --gpu NAME --out FILE</c>: an accelerator's constants, fitted to one's own measurements.
/// </summary>
internal static class CalibrateVerb
{
    public static Command Create(Terminal terminal)
    {
        var data = new Option<string[]>("--data")
        {
            Description =
                "CSV files of measured multiplies, attention, collectives, memory-bound kernels or training steps; the columns say what a file holds.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var gpu = new Option<string?>("--gpu")
        {
            Description = "The accelerator that was measured: an id of the catalogue, or the JSON file of one of your own.",
        }.WithAccelerators();
        var output = new Option<string?>("--out") { Description = "Where to write the calibrated accelerator; its id is the file's name." };
        var constants = new Option<string[]>("--constants")
        {
            Description = "Which constants to fit, such as gemm or gemm.launchSeconds; by default all that the rows can tell.",
            AllowMultipleArgumentsPerToken = true,
        };
        var refit = new Option<bool>("--refit")
        {
            Description = "For maintainers: re-fit every shipped constant from a folder of measured rows.",
        };
        var project = new Option<string?>("--project")
        {
            Description = "With --refit: the checkout, or its src/LlmCostSim, whose JSON is written.",
        };
        var parts = new Option<string[]>("--parts")
        {
            Description = $"With --refit: which of {string.Join(", ", Refit.Parts)}; by default all.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "calibrate",
            "Fits an accelerator's constants to your own measurements and writes a hardware file that scenarios can use at once."
        )
        {
            data,
            gpu,
            output,
            constants,
            refit,
            project,
            parts,
        };
        var shown = new OutputOptions(command);
        command.SetAction(result =>
            result.GetValue(refit)
                ? RunRefit(terminal, result.GetRequiredValue(data), result.GetValue(project), result.GetValue(parts) ?? [])
                : Run(
                    terminal,
                    result.GetRequiredValue(data),
                    result.GetValue(gpu),
                    result.GetValue(output),
                    result.GetValue(constants) ?? [],
                    found => shown.Write(result, terminal, () => CalibrationJson.ToText(found), () => CalibrationPage.Of(found))
                )
        );
        return command;
    }

    private static int Run(
        Terminal terminal,
        string[] data,
        string? gpu,
        string? output,
        string[] constants,
        Action<CalibrationResult> write
    )
    {
        var problems = new InputProblems();
        foreach (var missing in data.Where(path => !File.Exists(path)))
        {
            problems.Add(missing, "no such file");
        }

        if (gpu is null)
        {
            problems.Add("--gpu", "which accelerator was measured? `llmcost gpus` lists the known ones");
        }

        problems.ThrowIfAny();
        var own = HardwareFiles.IsFile(gpu!) ? ScenarioFiles.ReadText(gpu!, terminal) : null;
        var accelerator = own is null ? terminal.Hardware.Get(gpu!) : HardwareCatalog.Read(own, gpu!);
        var id = output is null ? accelerator.Id + "-calibrated" : Path.GetFileNameWithoutExtension(output);
        var found = Calibrator.Run(accelerator, id, data, constants);
        if (output is not null)
        {
            File.WriteAllText(output, HardwareFileJson.ToText(found, own, accelerator.Id));
        }

        write(found);
        return ExitCode.Success;
    }

    private static int RunRefit(Terminal terminal, string[] data, string? project, string[] parts)
    {
        var problems = new InputProblems();
        if (data is not [var folder] || !Directory.Exists(folder))
        {
            problems.Add("--data", "--refit takes one folder of measured rows");
        }

        var root = project ?? ".";
        var library = Directory.Exists(Path.Combine(root, "src", "LlmCostSim")) ? Path.Combine(root, "src", "LlmCostSim") : root;
        if (!File.Exists(Path.Combine(library, "LlmCostSim.csproj")))
        {
            problems.Add("--project", $"{root} is neither the checkout nor its src/LlmCostSim");
        }

        foreach (var part in parts.Where(part => !Refit.Parts.Contains(part)))
        {
            problems.Add("--parts", $"'{part}' is none of {string.Join(", ", Refit.Parts)}");
        }

        problems.ThrowIfAny();
        // On one screen the tables themselves show how far it is.
        using var progress = terminal.Interactive ? null : ProgressBar.On(terminal, "fitting");
        Refit.Run(data[0], library, parts, terminal.Output, progress);
        return ExitCode.Success;
    }
}
