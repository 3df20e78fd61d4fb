using System.CommandLine;
using AsyncRL.Algorithms;
using AsyncRL.Atari;
using AsyncRL.Cli.Commands;
using AsyncRL.Cluster;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Gymnasium;
using AsyncRL.Runs;
using AsyncRL.Search;
using AsyncRL.Search.Gtp;
using AsyncRL.Serialization;

namespace AsyncRL.Cli;

/// <summary>Parses a command line, runs it, and turns every failure into one sentence and an exit code.</summary>
internal static class CommandRunner
{
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private static readonly Lazy<EnvironmentRegistry> Worlds = new(() =>
    {
        AlgorithmCatalog.Register(typeof(SearchEnvironments).Assembly);
        return GymnasiumEnvironments.AddTo(
            SearchEnvironments.AddTo(AtariEnvironments.AddTo(EnvironmentRegistry.Default)));
    });

    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        bool debug = args.Contains("--debug");
        _ = Worlds.Value;
        RootCommand root = Build(terminal);
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            terminal.Error.WriteLine($"asyncrl: {Explain(parsed)}");
            return WrongUsage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            foreach (string path in RunAssembly.Wanted(parsed, terminal))
            {
                UserAssembly.Load(path);
            }

            return parsed.Invoke(configuration);
        }
        catch (Exception e)
        {
            terminal.Error.WriteLine($"asyncrl: {(debug ? e.ToString() : Sentence(e))}");
            return e is UsageException or OptionException or RunFolderException or UnknownEnvironmentException
                or CheckpointFormatException
                or FileNotFoundException or ArgumentException or EnvironmentAssemblyException or GtpProgramException
                or ClusterException
                ? WrongUsage
                : Failure;
        }
    }

    internal static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand(
            "Trains deep reinforcement-learning agents on every core of this machine.\n\n" +
            "  asyncrl train a3c --env MinAtar/Breakout-v1\n" +
            "  asyncrl watch runs/a3c/MinAtar-Breakout-v1_1")
        {
            TrainCommand.Create(terminal),
            ResumeCommand.Create(terminal),
            EvalCommand.Create(terminal),
            WatchCommand.Create(terminal),
            RecordCommand.Create(terminal),
            ExportCommand.Create(terminal),
            CheckEnvCommand.Create(terminal),
            InspectEnvCommand.Create(terminal),
            InspectEnvCommand.CreateDoctor(terminal),
            PlotCommand.Create(terminal),
            ListCommand.Create(terminal),
            BenchCommand.Create(terminal),
            StudyCommand.Create(terminal),
            TabularCommand.Create(terminal),
            AtariCommand.Create(terminal),
            PlayCommand.Create(terminal),
            MatchCommand.Create(terminal),
            RateCommand.Create(terminal),
            MistakesCommand.Create(terminal),
            GtpCommand.Create(terminal),
            ClusterCommand.Create(terminal),
            ClusterCommand.CreateActors(terminal),
        };
        root.Options.Add(new Option<bool>("--debug") { Description = "Show whole exceptions.", Recursive = true });
        root.Options.Add(CommonOptions.Assembly);
        return root;
    }

    // The parser's own sentence, and for a word it does not know the closest one it does.
    private static string Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> known =
            [.. command.Options.Select(o => o.Name), .. command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)];
        string? unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        string? closest = unknown is null ? null : ClosestMatch.Find(unknown, known);
        string message = unknown is null ? Plain(parsed.Errors[0].Message.TrimEnd('.')) : $"'{unknown}' is not known here";
        string hint = closest is null ? string.Empty : $" Did you mean '{closest}'?";
        return $"{message}.{hint} See 'asyncrl {Path(command)}--help'.";
    }

    // The words that lead to a command, such as "bench network ".
    private static string Path(Command command) => command is RootCommand
        ? string.Empty
        : $"{string.Concat(command.Parents.OfType<Command>().Take(1).Select(Path))}{command.Name} ";

    // The parser names types as the runtime does.
    private static string Plain(string message) => message
        .Replace("System.Nullable`1[", string.Empty, StringComparison.Ordinal)
        .Replace("]'", "'", StringComparison.Ordinal)
        .Replace("expected type 'System.Int32'", "a whole number up to 2147483647", StringComparison.Ordinal)
        .Replace("expected type 'System.Int64'", "a whole number up to 9223372036854775807", StringComparison.Ordinal)
        .Replace("expected type 'System.UInt64'", "a whole number from 0 to 18446744073709551615", StringComparison.Ordinal)
        .Replace("expected type 'System.Single'", "a number", StringComparison.Ordinal)
        .Replace("expected type 'System.Double'", "a number", StringComparison.Ordinal);

    private static string Sentence(Exception e) => e switch
    {
        TrainingFailedException or EvaluationFaultException or UsageException or CheckpointFormatException
            or FileNotFoundException => e.Message,
        ArgumentException { ParamName: { } name } =>
            e.Message.Replace($" (Parameter '{name}')", string.Empty, StringComparison.Ordinal),
        _ => e.Message,
    };
}
