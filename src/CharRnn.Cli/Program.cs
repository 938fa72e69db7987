using CharRnn.Cli;
using CharRnn.Cli.Screen;

return CommandLine.Run(args, CliConsole.ForProcess());
