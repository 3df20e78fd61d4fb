using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using AsyncRL.Cluster;
using AsyncRL.Cluster.Hub;
using AsyncRL.Cluster.Processes;
using AsyncRL.Runs;

namespace AsyncRL.Cli.Commands;

/// <summary><c>cluster</c>: training over several machines.</summary>
internal static class ClusterCommand
{
    /// <summary>The hidden verb of an actor process that a supervisor starts.</summary>
    public const string ActorsVerb = "cluster-actors";

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal) => new("cluster", "Trains over several machines; see docs/cluster.md.")
    {
        CreateServe(terminal), CreateJoin(terminal), CreateStatus(terminal),
    };

    /// <summary>Plays for a learner of this machine until the run is complete or the supervisor ends.</summary>
    public static Command CreateActors(Terminal terminal)
    {
        var command = new Command(ActorsVerb, "Plays for a learner of this machine; started by --cluster local:N.")
        {
            Hidden = true,
        };
        command.SetAction(parsed =>
        {
            LearnerSeat seat = LearnerSeat.OfProcess() ?? throw new UsageException(
                $"{ActorsVerb}: this is started by 'asyncrl train impala --cluster local:N'; use that.");

            // Ctrl-C is for the learner, which then lets its actors go. It must have been heard before the supervisor's end is.
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => c.Cancel = true);
            using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => c.Cancel = true);
            Leash.Watch(() => System.Environment.Exit(0));
            ClusterActors.Play(seat, CancellationToken.None).GetAwaiter().GetResult();
            return 0;
        });
        return command;
    }

    private static Command CreateServe(Terminal terminal)
    {
        var listen = new Option<string>("--listen")
        {
            Description = "Address at which actors join, such as 0.0.0.0:7700 for all of this machine's.", Required = true,
        };
        var command = new Command(
            "serve",
            "Trains an agent whose actors join from other machines: asyncrl cluster serve impala --env ID --listen ADDRESS");
        return TrainCommand.With(command, terminal, listen, parsed => ClusterPlace.At(parsed.GetValue(listen)!));
    }

    private static Command CreateJoin(Terminal terminal)
    {
        var address = new Argument<string>("address") { Description = "Where the learner listens: host:port." };
        var token = new Option<string>("--token")
        {
            Description = "The join token that 'cluster serve' printed.", Required = true,
        };
        var actors = new Option<int>("--actors")
        {
            Description = "Actors, a thread each. Default: one per logical processor.",
            DefaultValueFactory = _ => System.Environment.ProcessorCount,
        };
        var environment = new Option<string[]>("--env")
        {
            Description = "Refuse to play anything but this environment, or these tasks.",
        };
        var patience = new Option<int>("--patience")
        {
            Description = "Seconds that the learner may be gone.", DefaultValueFactory = _ => 600,
        };
        var command = new Command("join", "Plays for a learner: asyncrl cluster join ADDRESS --token T --actors 4")
        {
            address, token, actors, environment, patience,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(actors) is < 1 or > 1024)
            {
                throw new UsageException($"--actors: {parsed.GetValue(actors)} is out of range; it must be 1 to 1024.");
            }

            if (parsed.GetValue(patience) < 1)
            {
                throw new UsageException($"--patience: {parsed.GetValue(patience)} is out of range; it must be at least 1.");
            }

            string? wanted = parsed.GetValue(environment) is { Length: > 0 } ids ? ResolvedConfiguration.NameOf(ids) : null;
            using var interrupt = new Interrupt();
            terminal.Out.WriteLine($"Joining {parsed.GetValue(address)}; Ctrl-C leaves.");
            bool complete = ClusterActors.Join(
                parsed.GetValue(address)!, parsed.GetValue(token)!, parsed.GetValue(actors), wanted,
                TimeSpan.FromSeconds(parsed.GetValue(patience)), terminal.Out.WriteLine, interrupt.Token)
                .GetAwaiter().GetResult();
            terminal.Out.WriteLine(complete ? "Done: the run is complete." : "Left: the run goes on without these actors.");
            return 0;
        });
        return command;
    }

    private static Command CreateStatus(Terminal terminal)
    {
        var run = new Argument<string>("run") { Description = "The run's folder, on the learner's machine." };
        var command = new Command("status", "Shows who plays for a run: asyncrl cluster status runs/impala/CartPole-v1_1")
        {
            run,
        };
        command.SetAction(parsed =>
        {
            RunFolder folder = RunFolder.Open(parsed.GetValue(run)!);
            ClusterStatus status = ClusterFiles.StatusOf(folder) ?? throw new UsageException(
                ClusterFiles.PlaceOf(folder) is null
                    ? $"The run '{folder.Path}' was not trained by several processes."
                    : $"The run '{folder.Path}' has just begun, and nobody has joined; ask again.");
            TimeSpan age = DateTime.UtcNow - status.At;
            string text = string.Create(
                CultureInfo.InvariantCulture,
                $"Step {status.Steps:N0} of {status.Limit:N0}, queue {status.Queue}, lost {status.Lost}, " +
                $"rejoined {status.Rejoined}");
            terminal.Out.WriteLine(age <= Fresh ? text : $"{text}; the learner has not told for {(long)age.TotalSeconds} s.");
            terminal.WriteTable(
                ["process", "actors", "steps", "steps/s", "lag", "open"],
                status.Members.Select(m => new[]
                {
                    m.Name,
                    m.Actors.ToString(CultureInfo.InvariantCulture),
                    m.Steps.ToString("N0", CultureInfo.InvariantCulture),
                    m.StepsPerSecond.ToString("N0", CultureInfo.InvariantCulture),
                    m.Lag.ToString(CultureInfo.InvariantCulture),
                    m.Open.ToString("N0", CultureInfo.InvariantCulture),
                }));
            return 0;
        });
        return command;
    }
}
