using System.CommandLine;
using AsyncRL.Algorithms;
using AsyncRL.Cluster;
using AsyncRL.Runs;

namespace AsyncRL.Cli.Commands;

/// <summary><c>train</c>: a new run.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var cluster = new Option<string?>("--cluster")
        {
            Description = "local:4 plays in four processes of this machine that this one watches; impala and gorila alone. " +
                "Default: one process.",
        };
        var command = new Command("train", "Trains an agent: asyncrl train a3c --env CartPole-v1");
        return With(command, terminal, cluster, parsed => parsed.GetValue(cluster) is { } text ? ClusterPlace.Parse(text) : null);
    }

    /// <summary>A command that trains, wherever its processes are.</summary>
    /// <param name="command">Has a name and a description.</param>
    /// <param name="terminal">Where it writes to.</param>
    /// <param name="where">The option that says where its processes are.</param>
    /// <param name="placeOf">What was given; null for this process.</param>
    public static Command With(Command command, Terminal terminal, Option where, Func<ParseResult, ClusterPlace?> placeOf)
    {
        var algorithm = new Argument<string>("algorithm")
        {
            Description = "Name of the algorithm (see 'list algorithms'), or auto to have one chosen for the environment.",
        };
        var common = new CommonOptions();
        var steps = new Option<string?>("--steps") { Description = "Steps to train for, summed over all actors." };
        var minutes = new Option<string?>("--minutes")
        {
            Description =
                "Minutes to train for, if the steps last that long; the learning rate's schedule follows the clock. 0: no limit.",
        };
        var stopAt = new Option<long?>("--stop-at") { Description = "Stop and save at this step, as if interrupted." };
        var force = new Option<bool>("--force") { Description = "Replace the run in --out." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of everything random. Default 0." };
        var output =
            new Option<string?>("--out") { Description = "The run's folder. Default: runs/<algorithm>/<environment>_<n>." };
        var deterministic =
            new Option<bool>("--deterministic") { Description = "Actors take turns: bit for bit repeatable, on one core." };
        var quiet = new Option<bool>("--quiet") { Description = "Print only the last line." };
        command.Arguments.Add(algorithm);
        common.AddTo(command);
        foreach (Option option in new[] { steps, minutes, stopAt, force, seed, output, deterministic, quiet, where })
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            ClusterPlace? place = placeOf(parsed);
            if (ClusterSession.IsToSupervise(place))
            {
                return ClusterSession.Supervise(terminal, place!, parsed);
            }

            (ResolvedConfiguration configuration, EnvironmentPreview preview) = common.Resolve(
                parsed, parsed.GetValue(algorithm)!,
            [
                ("--steps", "steps", parsed.GetValue(steps)),
                ("--minutes", "max_minutes", parsed.GetValue(minutes)),
                ("--seed", "seed", parsed.GetValue(seed)),
                ("--deterministic", "deterministic", parsed.GetValue(deterministic) ? "true" : null),
            ]);
            using EnvironmentPreview disposed = preview;
            if (parsed.GetValue(stopAt) is < 1)
            {
                throw new UsageException($"--stop-at: {parsed.GetValue(stopAt)} is out of range; it must be at least 1.");
            }

            string id = configuration.EnvironmentId;
            using ClusterSession? cluster = place is null ? null : new ClusterSession(terminal, place);
            Algorithm found = AlgorithmCatalog.Find(configuration.Algorithm);
            Algorithm method = cluster?.Distribute(found) ?? found;

            // The run is made first: options that do not fit the environment must not leave an empty folder behind.
            using TrainingRun run = configuration.Tasks.Count == 0
                ? new TrainingRun(method, id, preview.Create, configuration.Options)
                {
                    EnvironmentOptions = configuration.EnvironmentOptions,
                }
                : new TrainingRun(method, preview.Tasks, configuration.Options)
                {
                    EnvironmentOptions = configuration.EnvironmentOptions,
                };
            foreach (string warning in preview.Warnings.Concat(common.LeftOut(parsed)))
            {
                run.AddWarning(warning);
            }

            RunFolder folder = parsed.GetValue(output) is { } path
                ? RunFolder.CreateAt(path, parsed.GetValue(force))
                : RunFolder.CreateNext("runs", method.Name, id);
            using IDisposable claim = folder.Claim();
            folder.WriteConfiguration(configuration);
            RunAssembly.Remember(folder.Path, method.Name, common.Ids(parsed));
            run.Folder = folder;
            cluster?.Start(run, folder, configuration, parsed.GetValue(stopAt));
            return new RunSession(terminal, folder, configuration, parsed.GetValue(quiet))
            {
                Leash = cluster?.Leash ?? CancellationToken.None,
            }.Execute(run, parsed.GetValue(stopAt), "train");
        });
        return command;
    }
}
