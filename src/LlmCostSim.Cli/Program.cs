using LlmCostSim.Cli;

return CommandLine.Run(args, Terminal.System());
