using AsyncRL.Algorithms;
using AsyncRL.Cluster.Engine;
using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// A process that plays for a learner elsewhere: makes what the learner's run is made of, joins, plays, and joins again whenever
/// the learner or the way to it was gone for a while.
/// </summary>
internal sealed class ActorProcess : IDisposable
{
    /// <summary>How long the learner may leave a question unanswered.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    private const string Silence = "nothing was heard of it";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.3);

    private readonly Func<Task<ILearnerLink>> connect;
    private readonly ActorSettings settings;
    private string? configuration;
    private TrainingRun? run;
    private RemotePlayers? actors;
    private int[] numbers = [];
    private long lease;
    private long contact = System.Environment.TickCount64;
    private string trouble = Silence; // since it was in last

    private bool IsOutOfPatience => System.Environment.TickCount64 - contact > settings.Patience.TotalMilliseconds;

    /// <summary>Makes a process that is not connected yet.</summary>
    /// <param name="connect">Connects to the learner.</param>
    /// <param name="settings">What it is to do.</param>
    public ActorProcess(Func<Task<ILearnerLink>> connect, ActorSettings settings)
    {
        this.connect = connect;
        this.settings = settings;
    }

    /// <summary>Plays until the run is complete or stopped for good, or it is asked to leave.</summary>
    /// <param name="leave">Asks it to leave.</param>
    /// <returns>How the run stands: complete, or in where it left.</returns>
    /// <exception cref="ClusterException">It was refused, or the learner was gone for too long.</exception>
    public async Task<Standing> Run(CancellationToken leave)
    {
        while (!leave.IsCancellationRequested)
        {
            Standing standing = await Visit(leave).ConfigureAwait(false);
            if (standing == Standing.Complete)
            {
                return standing;
            }

            await LayDown().ConfigureAwait(false);
            if (IsOutOfPatience)
            {
                throw new ClusterException(
                    $"The learner at {settings.Address} has been gone for {settings.Patience.TotalSeconds:F0} s ({trouble}); " +
                    "join again when it is back.");
            }

            await Task.WhenAny(Task.Delay(Pause, leave)).ConfigureAwait(false);
        }

        return Standing.In;
    }

    /// <summary>Ends all play.</summary>
    public void Dispose()
    {
        actors?.End();
        run?.Dispose();
    }

    // One connection, from its beginning to its end.
    private async Task<Standing> Visit(CancellationToken leave)
    {
        ILearnerLink? link = null;
        try
        {
            link = await connect().ConfigureAwait(false);
            Greeting greeting = await link.Greet(ProductVersion.Current, settings.Secret)
                .WaitAsync(AnswerTime, leave).ConfigureAwait(false);
            Heard();
            if (greeting.Refusal is not null)
            {
                throw new ClusterException(greeting.Refusal);
            }

            Prepare(greeting.Configuration);
            Admission admission = await link.Join(new Application
            {
                Secret = settings.Secret,
                Plan = actors!.Print,
                Name = settings.Name,
                Actors = settings.Actors,
                Numbers = numbers,
                Before = lease,
            }).WaitAsync(AnswerTime, leave).ConfigureAwait(false);
            if (admission.Standing == Standing.Refused)
            {
                throw new ClusterException(admission.Refusal!);
            }

            if (admission.Standing != Standing.In)
            {
                // A learner that is being stopped is about to be gone.
                trouble = admission.Standing == Standing.Stopped ? "the run was stopped" : trouble;
                return admission.Standing;
            }

            (lease, trouble) = (admission.Lease, Silence);
            if (numbers.Length == 0)
            {
                numbers = admission.Numbers;
                Begin(actors);
            }

            settings.Tell(
                $"In, with {numbers.Length} actor{(numbers.Length == 1 ? string.Empty : "s")} for {actors.Environment}.");
            using var session = new ActorSession(link, lease, actors, Heard);
            return await session.Run(leave).ConfigureAwait(false);
        }
        catch (ConnectionRefusedException e) when (configuration is null)
        {
            // Whose token was good before goes on trying: the learner is being stopped, or a relay stands before one that is.
            throw new ClusterException(e.Message, e);
        }
        catch (SessionOverException e)
        {
            // Before it had begun.
            return e.Standing;
        }
        catch (Exception e) when (e is not (ClusterException or OutOfMemoryException))
        {
            if (!leave.IsCancellationRequested && trouble != e.Message.TrimEnd('.'))
            {
                trouble = e.Message.TrimEnd('.');
                settings.Tell($"The learner at {settings.Address} does not answer ({trouble}); trying again.");
            }

            return Standing.Lapsed;
        }
        finally
        {
            if (link is not null)
            {
                // A link to a learner that is gone takes its time to close.
                await Task.WhenAny(link.DisposeAsync().AsTask(), Task.Delay(AnswerTime, CancellationToken.None))
                    .ConfigureAwait(false);
            }
        }
    }

    private void Heard() => contact = System.Environment.TickCount64;

    // What the learner's configuration makes of this machine's environments and algorithms. No code comes with it.
    private void Prepare(string newest)
    {
        if (newest == configuration)
        {
            return;
        }

        actors?.End();
        run?.Dispose();
        numbers = [];
        lease = 0;
        ResolvedConfiguration read = ResolvedConfiguration.FromJson(newest);
        string[] ids = read.Tasks.Count == 0 ? [read.EnvironmentId] : [.. read.Tasks];
        if (settings.Environment is { } wanted && wanted != read.EnvironmentId)
        {
            throw new ClusterException(
                $"The learner at {settings.Address} trains {read.EnvironmentId}, not {wanted}; leave --env out to play that.");
        }

        try
        {
            EnvironmentOptions options = ids.Aggregate(
                EnvironmentOptions.None,
                (all, id) => all.With(EnvironmentRegistry.Default.Check(id, read.EnvironmentOptions)));
            DistributedAlgorithm algorithm =
                DistributedAlgorithm.Playing(AlgorithmCatalog.Find(read.Algorithm), made => actors = made);
            run = new TrainingRun(
                algorithm, [.. ids.Select(id => new TrainingTask(id, () => EnvironmentRegistry.Default.Make(id, options)))],
                read.Options);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ClusterException(
                $"The learner trains {read.Algorithm} on {read.EnvironmentId}, which this machine cannot make: {e.Message}", e);
        }

        configuration = newest;
    }

    private void Begin(RemotePlayers made)
    {
        try
        {
            made.Begin(numbers);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new ClusterException($"The actors could not begin: {e.Message}", e);
        }
    }

    // Until every actor has laid down what it had of the session that is over.
    private async Task LayDown()
    {
        actors?.Lapse();
        while (actors is { Fault: null, AllWait: false })
        {
            if (IsOutOfPatience)
            {
                throw new ClusterException(
                    $"An environment has not ended its step for {settings.Patience.TotalSeconds:F0} s; it seems to hang.");
            }

            await Task.Delay(10).ConfigureAwait(false);
        }

        if (actors?.Fault is { } fault)
        {
            throw new ClusterException($"An actor failed: {fault.Message}", fault);
        }
    }
}
