using AsyncRL.Cluster.Wire;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The learner's side of all connections: lets processes in (<see cref="Door"/>), grants them steps (<see cref="StepDesk"/>),
/// passes what they deliver on to what learns from it (<see cref="DeliveryDesk"/>, <see cref="GradientDesk"/>), gives them
/// parameters (<see cref="ParameterDesk"/>) and drops those of which nothing is heard (<see cref="PulseWatch"/>).
/// </summary>
/// <remarks>
/// <para>
/// There is one gate, that of what learns, so that a checkpoint sees all of this stand still. Under it are T and what is granted
/// (<see cref="RunStage"/>: written by both desks of steps and by whoever is dropped), who is in (<see cref="Membership"/>:
/// written by the door, the watch and whoever leaves or does not fit; a <see cref="Member"/> by whoever it asks),
/// <see cref="Traffic"/> (by the desks) and <see cref="HubWarnings"/> (by the watch and of whoever does not fit). These classes
/// lock nothing themselves: the door, the desks, the watch and the board take the gate, for moments.
/// </para>
/// <para>
/// Outside of it any number of threads decode deliveries, apply gradients and cut parameters, under locks of what they use; who
/// holds one of those never asks for the gate. The board's own lock, which keeps writers of the status apart, comes before it.
/// Waiting for steps or for room holds no thread. What a process sends after it was dropped is not taken in until it joins again.
/// </para>
/// </remarks>
internal sealed class LearnerHub : ILearner, IDisposable
{
    // Longer than from one sign of life to the next, or than it takes to come back.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(4), FarewellLook = TimeSpan.FromMilliseconds(20);

    // Not disposed of: whoever still asks is told how the run stands.
    private readonly CancellationTokenSource closing = new();
    private readonly SemaphoreSlim room = new(0);
    private readonly object gate;
    private readonly RunStage run;
    private readonly HubWarnings warnings = new();
    private readonly Membership members;
    private readonly Door door;
    private readonly StepDesk steps;
    private readonly DeliveryDesk deliveries;
    private readonly GradientDesk gradients;
    private readonly ParameterDesk parameters;
    private readonly ParameterDesk? targets;
    private readonly StatusBoard board;
    private readonly PulseWatch watch;

    /// <summary>Makes a hub that lets nobody in before <see cref="Open"/>.</summary>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="shared">Counts T and knows the run's limit.</param>
    /// <param name="gate">The gate of what learns.</param>
    /// <param name="intake">What becomes of what is delivered.</param>
    /// <param name="episodes">Receives the episodes that ended.</param>
    public LearnerHub(RunPlan plan, SharedParameters shared, object gate, Intake intake, PlayedEpisodes episodes)
    {
        this.gate = gate;
        var traffic = new Traffic();
        var reports = new PlayReports(episodes, shared.Normalizer, plan.Network.InputLength);
        run = new RunStage(plan, shared, closing);
        members = new Membership(run, intake.Parameters, warnings);
        door = new Door(gate, run, members, PlanPrint.Of(plan), () => Settings);
        steps = new StepDesk(gate, run, members, intake.Portion);
        deliveries = new DeliveryDesk(gate, run, members, intake, traffic, reports, room, () => Settings);
        gradients = new GradientDesk(gate, members, intake, traffic);
        parameters = new ParameterDesk(
            gate, members, traffic,
            new ParameterShelf(intake.Parameters, plan.Model.Parameters, shared.Normalizer, intake.Target), m => m.Fetched);
        targets = intake.Target is not { } target ? null : new ParameterDesk(
            gate, members, traffic, new ParameterShelf(target, plan.Model.Parameters, null, null), m => m.FetchedTarget);
        board = new StatusBoard(gate, run, members, intake, traffic, () => Settings);
        watch = new PulseWatch(gate, run, members, warnings, board, () => Settings);
    }

    /// <summary>What the run's makers know of it. To be set before <see cref="Open"/>.</summary>
    public HubSettings Settings { get; set; } = new();

    /// <summary>Whether every step of the run, up to its limit, was received. Under the gate.</summary>
    public bool HasAll => run.HasAll;

    /// <summary>Lets processes in. The run's limit is set, and a checkpoint was read if there is one.</summary>
    public void Open()
    {
        lock (gate)
        {
            run.Open();
            deliveries.Open();
            watch.Begin();
        }
    }

    /// <summary>Says that the run is complete, whether all of its steps were played or its time is up.</summary>
    public void Complete()
    {
        lock (gate)
        {
            run.Complete();
        }
    }

    /// <summary>
    /// Waits for all that are in to be told that the run is complete: others would go on looking for the learner. Not for long,
    /// since one of them may be gone. Returns at once where the run is not complete.
    /// </summary>
    public async Task Farewell()
    {
        for (long end = System.Environment.TickCount64 + (long)LongestFarewell.TotalMilliseconds;
            System.Environment.TickCount64 < end; await Task.Delay(FarewellLook).ConfigureAwait(false))
        {
            lock (gate)
            {
                if (run.Standing != Standing.Complete || members.Members.All(m => m.KnowsOfEnd))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Ends all waiting: the run is over.</summary>
    public void Close()
    {
        watch.End();
        run.Close();
        board.Write();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        watch.Dispose();
    }

    /// <inheritdoc/>
    public Task<Greeting> Greet(string version, string secret) => Task.FromResult(door.Greet(version, secret));

    /// <inheritdoc/>
    public Task<Admission> Join(Application application) => Task.FromResult(door.Join(application));

    /// <inheritdoc/>
    public Task<Receipt> Claim(long lease) => steps.Claim(lease);

    /// <inheritdoc/>
    public Task<Receipt> Deliver(long lease, byte[] content) => deliveries.Deliver(lease, content);

    /// <inheritdoc/>
    public Task<Receipt> Push(long lease, byte[] content) => gradients.Push(lease, content);

    /// <inheritdoc/>
    public Task<Piece> Fetch(long lease, long version, int piece) => Task.FromResult(parameters.Fetch(lease, version, piece));

    /// <inheritdoc/>
    public Task<Piece> FetchTarget(long lease, long version, int piece) =>
        Task.FromResult(targets?.Fetch(lease, version, piece) ?? new Piece { Standing = Standing.Lapsed });

    /// <inheritdoc/>
    public Task<Receipt> Beat(long lease)
    {
        lock (gate)
        {
            return Task.FromResult(
                members.IsIn(lease, out _, out Receipt receipt) ? members.Answer(Standing.In) : receipt);
        }
    }

    /// <inheritdoc/>
    public Task Leave(long lease)
    {
        lock (gate)
        {
            members.Leave(lease);
        }

        return Task.CompletedTask;
    }

    /// <summary>Says that the learner took trajectories out of the queue.</summary>
    /// <param name="count">How many.</param>
    public void MadeRoom(int count) => deliveries.MadeRoom(count);

    /// <summary>What there is to warn of since the last call.</summary>
    public IReadOnlyList<string> TakeWarnings()
    {
        lock (gate)
        {
            return warnings.Take();
        }
    }

    /// <summary>Reports what went over the connections.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Report(ICollection<(string Tag, double Value)> values) => board.Report(values);

    /// <summary>How the cluster is, for those who look.</summary>
    public ClusterStatus Look() => board.Look();

    /// <summary>Writes what a resumed run needs of the hub. Nothing may be learnt meanwhile.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        lock (gate)
        {
            members.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        lock (gate)
        {
            members.Load(reader);
        }
    }
}
