using AsyncRL.Cli;

return CommandRunner.Run(args, Terminal.OfProcess());
