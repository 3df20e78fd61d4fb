using System.CommandLine;
using AsyncRL.Algorithms;
using AsyncRL.Cluster;
using AsyncRL.Cluster.Processes;
using AsyncRL.Runs;

namespace AsyncRL.Cli.Commands;

/// <summary>What <c>train</c>, <c>resume</c> and <c>cluster serve</c> do for a run whose actors are other processes.</summary>
internal sealed class ClusterSession : IDisposable
{
    private readonly Terminal terminal;
    private readonly LearnerSeat? seat = LearnerSeat.OfProcess();
    private readonly ClusterLearner learner;
    private readonly CancellationTokenSource leash = new();

    /// <param name="terminal">Where it writes to.</param>
    /// <param name="place">Where the processes are.</param>
    public ClusterSession(Terminal terminal, ClusterPlace place)
    {
        this.terminal = terminal;
        learner = new ClusterLearner(place, seat);
        if (seat is not null)
        {
            Cluster.Processes.Leash.Watch(leash.Cancel);
        }
    }

    /// <summary>Cancelled when the supervisor of this process ends, or asks the run to stop.</summary>
    public CancellationToken Leash => leash.Token;

    /// <summary>Whether this process is to start the learner and the actors, rather than to be the learner.</summary>
    /// <param name="place">Where the processes are; null for this one.</param>
    public static bool IsToSupervise(ClusterPlace? place) => place is { Listen: null } && LearnerSeat.OfProcess() is null;

    /// <summary>Starts the processes of a run, and watches them to its end.</summary>
    /// <param name="terminal">Where they write to.</param>
    /// <param name="place">How many there are.</param>
    /// <param name="parsed">The command line.</param>
    /// <returns>The learner's exit code.</returns>
    public static int Supervise(Terminal terminal, ClusterPlace place, ParseResult parsed)
    {
        using var interrupt = new Interrupt();
        IReadOnlyList<string> paths = RunAssembly.Wanted(parsed, terminal with { Error = TextWriter.Null });
        string[] assemblies = [.. paths.SelectMany(path => new[] { "--assembly", path })];
        return new LocalCluster(place, ChildProcess.Command, terminal.Out, terminal.Error, terminal.IsInteractive).Run(
            [.. parsed.Tokens.Select(t => t.Value)], assemblies, ClusterCommand.ActorsVerb, interrupt.Token);
    }

    /// <summary>The same algorithm, whose actors join.</summary>
    public Algorithm Distribute(Algorithm original) => learner.Distribute(original);

    /// <summary>Starts to listen, and says how to join.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="stopAt">The step to stop at; null for none.</param>
    public void Start(TrainingRun run, RunFolder folder, ResolvedConfiguration configuration, long? stopAt)
    {
        if (seat is not null)
        {
            new SeatNote(folder.Path, stopAt).Write(seat.Note);
        }

        if (learner.Start(run, folder, configuration).GetAwaiter().GetResult() is { } join)
        {
            terminal.Out.WriteLine($"On another machine: {join}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        learner.DisposeAsync().AsTask().GetAwaiter().GetResult();
        leash.Dispose();
    }
}
