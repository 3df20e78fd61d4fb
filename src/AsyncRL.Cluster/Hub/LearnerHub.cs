using System.Security.Cryptography;
using System.Text;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// The learner's side of all connections: lets processes in, grants them steps, passes what they deliver on to what learns from
/// it (<see cref="Intake"/>) and gives them parameters.
/// </summary>
/// <remarks>
/// Everything is under the gate of what learns, besides decoding and applying gradients, which any number of threads does at
/// once, and waiting for room, which holds no thread. Whoever is not heard of for <see cref="Patience"/> is dropped: what it was
/// granted is free for others, and what it sends afterwards is not taken in until it joins again.
/// </remarks>
internal sealed class LearnerHub : ILearner, IDisposable
{
    /// <summary>How long nothing may be heard of a process.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // A learner that itself stood still must not blame the others for it.
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(0.5), Standstill = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClaimWait = TimeSpan.FromSeconds(1), LonelyAfter = TimeSpan.FromMinutes(1);

    private readonly RunPlan plan;
    private readonly SharedParameters shared;
    private readonly object gate;
    private readonly Intake intake;
    private readonly ParameterShelf shelf;
    private readonly ParameterShelf? targets;
    private readonly PlayedEpisodes episodes;
    private readonly string[] print;
    private readonly StepLedger ledger = new();
    private readonly Dictionary<long, Member> members = [];
    private readonly Queue<string> warnings = new();
    private readonly SemaphoreSlim room;
    private readonly CancellationTokenSource closing = new();
    private readonly Timer sweep;
    private bool open;
    private long lastSweep;
    private long lonelySince;
    private bool toldLonely;
    private int nextNumber;
    private long lost, rejoined, messages, bytes, received;

    /// <summary>Makes a hub that lets nobody in before <see cref="Open"/>.</summary>
    /// <param name="plan">What all players have in common.</param>
    /// <param name="shared">Counts T and knows the run's limit.</param>
    /// <param name="gate">The gate of what learns.</param>
    /// <param name="intake">What becomes of what is delivered.</param>
    /// <param name="episodes">Receives the episodes that ended.</param>
    public LearnerHub(RunPlan plan, SharedParameters shared, object gate, Intake intake, PlayedEpisodes episodes)
    {
        this.plan = plan;
        this.shared = shared;
        this.gate = gate;
        this.intake = intake;
        this.episodes = episodes;
        ParameterLayout layout = plan.Model.Parameters;
        shelf = new ParameterShelf(intake.Parameters, layout, shared.Normalizer, intake.Target);
        targets = intake.Target is { } target ? new ParameterShelf(target, layout, normalizer: null, target: null) : null;
        print = PlanPrint.Of(plan);
        room = new SemaphoreSlim(0);
        sweep = new Timer(_ => Sweep());
    }

    /// <summary>What the run's makers know of it. To be set before <see cref="Open"/>.</summary>
    public HubSettings Settings { get; set; } = new();

    /// <summary>Whether every step of the run, up to its limit, was received. Under the gate.</summary>
    public bool HasAll => open && ledger.Received >= shared.StepLimit;

    /// <summary>Names what is measured of episodes that others play: one environment of each task says it.</summary>
    /// <param name="episodes">Will be told.</param>
    /// <param name="parts">Makes environments.</param>
    public static void Measure(PlayedEpisodes episodes, TopologyParts parts)
    {
        Environments.Environment first = parts.CreateEnvironment(0);
        int tasks = TaskEnvironment.Of(first)?.Spaces.Count ?? 1;
        if (MeasuredEpisodes.Of([first, .. Enumerable.Range(1, tasks - 1).Select(parts.CreateEnvironment)]) is { } measured)
        {
            episodes.Measure(measured.Names);
        }
    }

    /// <summary>Lets processes in. The run's limit is set, and a checkpoint was read if there is one.</summary>
    public void Open()
    {
        lock (gate)
        {
            ledger.Begin(shared.Steps);
            open = true;
            if (intake.Free > 0)
            {
                room.Release(intake.Free);
            }

            lonelySince = lastSweep = System.Environment.TickCount64;
        }

        sweep.Change(SweepInterval, SweepInterval);
    }

    /// <summary>Says that the learner took trajectories out of the queue.</summary>
    /// <param name="count">How many.</param>
    public void MadeRoom(int count) => room.Release(count);

    /// <inheritdoc/>
    public Task<Greeting> Greet(string version, string secret)
    {
        string? refusal = version != ProductVersion.Current
            ? $"The learner runs AsyncRL {ProductVersion.Current}, but this machine {version}; install the same version on both."
            : Knows(secret) ? null : "The token is of another run; take the one that this run's learner printed.";
        return Task.FromResult(new Greeting
        {
            Refusal = refusal,
            Configuration = refusal is null ? Settings.Configuration : string.Empty,
        });
    }

    /// <inheritdoc/>
    public Task<Admission> Join(Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        if (!Knows(application.Secret))
        {
            return Task.FromResult(Refuse("The token is of another run; take the one that this run's learner printed."));
        }

        if (PlanPrint.Difference(print, application.Plan) is { } difference)
        {
            return Task.FromResult(Refuse(difference));
        }

        lock (gate)
        {
            if (Phase() is not Standing.In and var phase)
            {
                return Task.FromResult(new Admission { Standing = phase });
            }

            bool again = application.Numbers.Length > 0;
            if (members.TryGetValue(application.Before, out Member? before))
            {
                Drop(before);
            }

            rejoined += again ? 1 : 0;
            int[] numbers = again
                ? application.Numbers
                : [.. Enumerable.Range(nextNumber, Math.Clamp(application.Actors, 1, 4096))];
            nextNumber = Math.Max(nextNumber, numbers.Max() + 1);
            var member = new Member(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) | 1, application.Name, numbers)
            {
                Heard = System.Environment.TickCount64,
            };
            members.Add(member.Lease, member);
            return Task.FromResult(
                new Admission { Standing = Standing.In, Lease = member.Lease, Numbers = numbers });
        }
    }

    /// <inheritdoc/>
    public async Task<Receipt> Claim(long lease)
    {
        for (long end = System.Environment.TickCount64 + (long)ClaimWait.TotalMilliseconds; ;)
        {
            lock (gate)
            {
                if (!IsIn(lease, out Member? member, out Receipt receipt))
                {
                    return receipt;
                }

                int granted = ledger.Grant(ref member!.Account, intake.Portion, shared.StepLimit);
                if (granted > 0 || System.Environment.TickCount64 >= end)
                {
                    return Answer(granted);
                }
            }

            await Task.Delay(20).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<Receipt> Deliver(long lease, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        lock (gate)
        {
            if (!IsIn(lease, out _, out Receipt receipt))
            {
                return receipt;
            }
        }

        try
        {
            await room.WaitAsync(closing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                return new Receipt(Phase(), 0, intake.Parameters.Version, ledger.Received);
            }
        }

        bool taken = false;
        try
        {
            Receipt receipt = Take(lease, content, out taken);
            return receipt;
        }
        finally
        {
            if (!taken)
            {
                room.Release();
            }
        }
    }

    /// <inheritdoc/>
    public async Task<Receipt> Push(long lease, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        try
        {
            Action? apply;
            lock (gate)
            {
                if (!IsIn(lease, out Member? member, out Receipt receipt))
                {
                    return receipt;
                }

                messages++;
                bytes += content.Length;
                apply = intake.Take(member!, content);
            }

            if (apply is not null)
            {
                // Not on the engine's thread, which the others' calls wait for.
                await Task.Run(apply).ConfigureAwait(false);
            }

            lock (gate)
            {
                return IsIn(lease, out _, out Receipt receipt) ? Answer(0) : receipt;
            }
        }
        catch (Exception e) when (IsUnfit(e))
        {
            return DropUnfit(lease, e);
        }
    }

    /// <inheritdoc/>
    public Task<Piece> Fetch(long lease, long version, int piece) => Fetch(shelf, lease, version, piece);

    /// <inheritdoc/>
    public Task<Piece> FetchTarget(long lease, long version, int piece) => targets is null
        ? Task.FromResult(new Piece { Standing = Standing.Lapsed })
        : Fetch(targets, lease, version, piece);

    /// <inheritdoc/>
    public Task<Receipt> Beat(long lease)
    {
        lock (gate)
        {
            return Task.FromResult(IsIn(lease, out _, out Receipt receipt) ? Answer(0) : receipt);
        }
    }

    /// <inheritdoc/>
    public Task Leave(long lease)
    {
        lock (gate)
        {
            if (members.TryGetValue(lease, out Member? member))
            {
                Drop(member);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Ends all waiting: the run is over.</summary>
    public void Close()
    {
        sweep.Change(Timeout.Infinite, Timeout.Infinite);
        closing.Cancel();
        Settings.Write?.Invoke(Look());
    }

    /// <summary>What there is to warn of since the last call.</summary>
    public IReadOnlyList<string> TakeWarnings()
    {
        lock (gate)
        {
            string[] taken = [.. warnings];
            warnings.Clear();
            return taken;
        }
    }

    /// <summary>Reports what went over the connections.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        lock (gate)
        {
            values.Add(("cluster/processes", members.Count));
            values.Add(("cluster/actors", members.Values.Sum(m => m.Numbers.Length)));
            values.Add(("cluster/queue", intake.Waiting));
            values.Add(("cluster/lost", lost));
            values.Add(("cluster/rejoined", rejoined));
            values.Add(("cluster/messages_per_step", received == 0 ? double.NaN : (double)messages / received));
            values.Add(("cluster/bytes_per_step", received == 0 ? double.NaN : (double)bytes / received));
            messages = bytes = received = 0;
        }
    }

    /// <summary>How the cluster is, for those who look.</summary>
    public ClusterStatus Look()
    {
        lock (gate)
        {
            long steps = ledger.Received;
            return new ClusterStatus
            {
                Steps = steps,
                Limit = shared.StepLimit,
                Queue = intake.Waiting,
                Lost = lost,
                Rejoined = rejoined,
                Members =
                [
                    .. members.Values.OrderBy(m => m.Numbers[0]).Select(m => new MemberStatus(
                        m.Name, m.Numbers.Length, m.Steps, m.StepsPerSecond, m.Lag, m.Account)),
                ],
            };
        }
    }

    /// <summary>Writes what a resumed run needs of the hub.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(nextNumber);
        writer.Write(lost);
        writer.Write(rejoined);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);

        // Numbers that were given after the checkpoint was written must not be given again, or two actors would play alike.
        nextNumber = reader.ReadInt32() + 1000;
        lost = reader.ReadInt64();
        rejoined = reader.ReadInt64();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        sweep.Dispose();
    }

    private static Admission Refuse(string why) => new() { Standing = Standing.Refused, Refusal = why };

    private static bool IsUnfit(Exception e) => e is InvalidDataException or EndOfStreamException or ArgumentException;

    private bool Knows(string secret) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(Settings.Secret)));

    private Receipt Answer(int granted) => new(Standing.In, granted, intake.Parameters.Version, ledger.Received);

    private Standing Phase() =>
        !open ? Standing.Early
        : ledger.Received >= plan.Options.Steps ? Standing.Complete
        : shared.StopRequested || closing.IsCancellationRequested || ledger.Received >= shared.StepLimit ? Standing.Stopped
        : Standing.In;

    // Whether a process is in; notes that it was heard of. Under the gate.
    private bool IsIn(long lease, out Member? member, out Receipt receipt)
    {
        Standing phase = Phase();
        bool found = members.TryGetValue(lease, out member);
        receipt = new Receipt(
            phase == Standing.In && !found ? Standing.Lapsed : phase, 0, intake.Parameters.Version, ledger.Received);
        if (found)
        {
            member!.Heard = System.Environment.TickCount64;
        }

        return found && phase == Standing.In;
    }

    private Task<Piece> Fetch(ParameterShelf from, long lease, long version, int piece)
    {
        lock (gate)
        {
            messages++;
            if (!IsIn(lease, out _, out Receipt receipt))
            {
                return Task.FromResult(new Piece { Standing = receipt.Standing });
            }
        }

        Piece found = from.Find(version, piece);
        lock (gate)
        {
            bytes += found.Content.Length + found.Moments.Length;
        }

        return Task.FromResult(found);
    }

    private Receipt Take(long lease, byte[] content, out bool taken)
    {
        taken = false;
        Delivered? delivered = null;
        try
        {
            using var stream = new MemoryStream(content, 0, content.Length, writable: false, publiclyVisible: true);
            using var reader = new BinaryReader(stream);
            delivered = intake.Read(content, reader);
            lock (gate)
            {
                if (!IsIn(lease, out Member? member, out Receipt receipt))
                {
                    return receipt;
                }

                if (!member!.IsNew(delivered.Actor, delivered.Sequence))
                {
                    return Answer(0);
                }

                if (!ledger.TryReceive(ref member.Account, delivered.Steps))
                {
                    Drop(member);
                    return receipt with { Standing = Standing.Lapsed };
                }

                shared.Claim(delivered.Steps);
                member.Steps += delivered.Steps;
                member.Lag = intake.Parameters.Version - delivered.Version;
                ReadReports(reader);
                messages++;
                bytes += content.Length;
                received += delivered.Steps;
                ClusterMeter.Received(delivered.Steps, content.Length, member.Lag);
                taken = intake.Accept(delivered);
                Monitor.PulseAll(gate);
                return Answer(ledger.Grant(ref member.Account, intake.Portion, shared.StepLimit));
            }
        }
        catch (Exception e) when (IsUnfit(e))
        {
            return DropUnfit(lease, e);
        }
        finally
        {
            if (delivered is not null)
            {
                intake.End(delivered);
            }
        }
    }

    private Receipt DropUnfit(long lease, Exception why)
    {
        lock (gate)
        {
            if (members.TryGetValue(lease, out Member? member))
            {
                warnings.Enqueue($"What {member.Name} sent does not fit this run ({why.Message}); it has to join again.");
                Drop(member);
            }

            return new Receipt(Standing.Lapsed, 0, intake.Parameters.Version, ledger.Received);
        }
    }

    private void ReadReports(BinaryReader reader)
    {
        var observed = shared.Normalizer is null ? null : new RunningMoments(plan.Network.InputLength);
        Delivery.Read(reader, episodes, episodes.SumMeasures(), observed);
        if (observed is not null)
        {
            shared.Normalizer!.Add(observed);
        }
    }

    private void Drop(Member member)
    {
        ledger.Drop(ref member.Account);
        members.Remove(member.Lease);
        if (members.Count == 0)
        {
            lonelySince = System.Environment.TickCount64;
        }
    }

    private void Sweep()
    {
        ClusterStatus? status = null;
        lock (gate)
        {
            long now = System.Environment.TickCount64;
            bool stoodStill = now - lastSweep > Standstill.TotalMilliseconds;
            double seconds = Math.Max(1, now - lastSweep) / 1000.0;
            lastSweep = now;
            foreach (Member member in members.Values.ToArray())
            {
                member.StepsPerSecond = 0.8 * member.StepsPerSecond + 0.2 * (member.Steps - member.StepsBefore) / seconds;
                member.StepsBefore = member.Steps;
                if (stoodStill)
                {
                    member.Heard = now;
                }
                else if (now - member.Heard > Patience.TotalMilliseconds)
                {
                    lost++;
                    ClusterMeter.Lost();
                    Drop(member);
                    warnings.Enqueue(
                        $"{member.Name} was not heard of for {Patience.TotalSeconds:F0} s and is dropped; it may come back.");
                }
            }

            WarnIfLonely(now);
            if (Settings.Write is not null)
            {
                status = Look();
            }
        }

        if (status is not null)
        {
            Settings.Write!(status);
        }
    }

    private void WarnIfLonely(long now)
    {
        if (members.Count > 0 || Phase() != Standing.In)
        {
            toldLonely = false;
        }
        else if (!toldLonely && now - lonelySince > LonelyAfter.TotalMilliseconds)
        {
            toldLonely = true;
            warnings.Enqueue(
                $"No actor has been in for {LonelyAfter.TotalSeconds:F0} s; the learner waits, and what it has learnt is safe. " +
                Settings.HowToJoin);
        }
    }
}
