using System.Runtime.InteropServices;
using AsyncRL.Environments;
using AsyncRL.Gymnasium.Channel;
using AsyncRL.Gymnasium.Spaces;

namespace AsyncRL.Gymnasium;

/// <summary>
/// An environment of Python's Gymnasium: it is made, reset and stepped there, and this is its hand in C#. Seeds are those of
/// Gymnasium, so a seed gives the episodes that it gives in Python.
/// </summary>
/// <remarks>
/// <para>Where its actions are choices it is reset once, without a seed, as it is made: only then is it known whether it tells
/// which actions are legal (<c>info["action_mask"]</c>). Its state cannot be saved.</para>
/// <para>Used by one thread at a time. A step allocates nothing here. Disposing of it closes the environment in Python, and ends
/// its worker process if no other environment plays there.</para>
/// </remarks>
public class GymnasiumEnvironment : AsyncRL.Environments.Environment, IBeginsSteps, IDisposable
{
    // A worker that dies this often in a row will go on to: fewer steps than these between, and no episode's end.
    private const int MostDeaths = 3, StepsOfHealth = 1_000;

    private readonly GymnasiumSettings settings;
    private readonly WorldDescription world;
    private readonly int length;
    private readonly Discrete? choices;
    private Connection? connection; // null once its worker was given up
    private bool isPosted;
    private bool isDisposed;
    private int deaths;
    private int stepsSinceDeath;
    private string lastDeath = string.Empty;

    internal GymnasiumEnvironment(GymnasiumSettings settings, Connection connection)
        : base(connection.World.ObservationSpace, connection.World.ActionSpace)
    {
        this.settings = settings;
        this.connection = connection;
        world = connection.World;
        length = ObservationSpace.Length;
        choices = ActionSpace as Discrete;
        HasActionMask = world.HasMask;
        Goals = world.HasGoals ? new GoalCalls(settings).Contract(ObservationSpace) : null;
    }

    /// <inheritdoc/>
    public override bool HasActionMask { get; }

    /// <summary>What goals pay, where observations are a goal environment's and Python has <c>compute_reward</c>.</summary>
    public override GoalContract? Goals { get; }

    /// <summary>The id of the worker process that plays it; null where it plays in this process.</summary>
    public int? WorkerProcessId => connection?.ProcessId;

    /// <summary>What it shows and can do, as Python said.</summary>
    internal WorldDescription World => world;

    /// <summary>Makes an environment, which is <see cref="IDrawable"/> where it can draw itself.</summary>
    /// <param name="settings">Which, and how it is played.</param>
    /// <returns>The environment.</returns>
    /// <exception cref="EnvironmentUnavailableException">Python, a package or the environment is missing, too old or broken, or
    /// its spaces cannot be played here; the message says which, and what to do.</exception>
    public static GymnasiumEnvironment Create(GymnasiumSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var connection = Connection.Open(settings);
        return connection.World.Renders
            ? new DrawableGymnasiumEnvironment(settings, connection)
            : new GymnasiumEnvironment(settings, connection);
    }

    /// <summary>
    /// Begins a step in Python and does not wait for it. Steps of several workers so happen at the same time; in this process
    /// the step happens where it is waited for.
    /// </summary>
    /// <inheritdoc/>
    public void BeginStep(EnvironmentAction action)
    {
        if (!isPosted && connection is not null)
        {
            Post(action);
        }
    }

    /// <inheritdoc/>
    public override void WriteActionMask(Span<bool> legal)
    {
        if (!HasActionMask || legal.Length != ActionSpace.MaskWidth || connection is null || connection.Lane[Words.Masked] == 0)
        {
            base.WriteActionMask(legal);
            return;
        }

        ReadOnlySpan<byte> flags = connection.Lane.Bytes(world.MaskOffset, legal.Length);
        for (int i = 0; i < legal.Length; i++)
        {
            legal[i] = flags[i] != 0;
        }
    }

    /// <summary>Closes the environment in Python; a second call does nothing.</summary>
    public void Dispose()
    {
        if (!isDisposed)
        {
            isDisposed = true;
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }
    }

    /// <summary>Closes the environment in Python.</summary>
    /// <param name="disposing">True, unless a derived class has a finalizer that calls it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection?.Dispose();
            connection = null;
        }
    }

    /// <inheritdoc/>
    protected override void OnSeeded(ulong seed) => Seed = seed;

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        ulong? seed = Seed;
        Seed = null;
        DropStep();
        while (true)
        {
            if (connection is null)
            {
                // The new process's generators begin elsewhere than the old one's did.
                connection = Reopen();
                seed = Random.NextUInt64();
            }

            Lane lane = connection.Lane;
            lane[Words.Command] = Words.Reset;
            lane[Words.HasSeed] = seed is null ? 0 : 1;
            lane[Words.Seed] = seed is { } value ? Fold(value) : 0;
            connection.Post();
            switch (connection.Wait())
            {
                case Outcome.Answered:
                    Read(observation, "reset");
                    return;
                case Outcome.Interrupted:
                    GiveUp();
                    ObservationSpace.Sample(new Pcg64(new SeedSequence(0)), observation);
                    return;
                case Outcome.TimedOut:
                    throw TimedOut("reset");
                default:
                    NoteDeath("reset");
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (connection is null)
        {
            // Interrupted in a reset: there is no episode.
            ObservationSpace.Sample(new Pcg64(new SeedSequence(0)), observation);
            return new StepResult(0, Terminated: false, Truncated: true);
        }

        if (!isPosted)
        {
            Post(action);
        }

        isPosted = false;
        switch (connection.Wait())
        {
            case Outcome.Answered:
                return Result(observation);
            case Outcome.TimedOut:
                throw TimedOut("step");
            case Outcome.Interrupted:
                ReadParts(observation);
                GiveUp();
                return new StepResult(0, Terminated: false, Truncated: true);
            default:
                ReadParts(observation);
                NoteDeath("step");
                if (Answers.FindFault(new StepResult(0, false), ObservationSpace, observation) is not null)
                {
                    ObservationSpace.Sample(new Pcg64(new SeedSequence(0)), observation);
                }

                return new StepResult(0, Terminated: false, Truncated: true);
        }
    }

    /// <summary>A request about it that is neither a step nor a reset.</summary>
    /// <exception cref="GymnasiumException">It failed.</exception>
    private protected (System.Text.Json.Nodes.JsonObject Answer, byte[] Bytes) Call(string op)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        try
        {
            connection ??= Reopen();
            return connection.Call(op, []);
        }
        catch (PythonFault e)
        {
            throw new GymnasiumException(settings.Name, e.Message);
        }
    }

    private ulong? Seed { get; set; }

    // Python's generators take any whole number from 0, but old environments only what 31 bits hold. Small seeds stay themselves.
    private static long Fold(ulong seed) => (long)(seed <= int.MaxValue ? seed : (seed ^ (seed >> 32)) & int.MaxValue);

    private void Post(EnvironmentAction action)
    {
        Lane lane = connection!.Lane;
        lane[Words.Command] = Words.Step;
        if (choices is not null)
        {
            MemoryMarshal.Cast<byte, long>(lane.Bytes(Words.Header, sizeof(long)))[0] = action.Discrete;
        }
        else if (action.Kind == ActionKind.Continuous)
        {
            action.Continuous.CopyTo(
                MemoryMarshal.Cast<byte, float>(lane.Bytes(Words.Header, action.Continuous.Length * sizeof(float))));
        }
        else
        {
            Span<long> chosen = MemoryMarshal.Cast<byte, long>(lane.Bytes(Words.Header, action.Choices.Length * sizeof(long)));
            for (int i = 0; i < chosen.Length; i++)
            {
                chosen[i] = action.Choices[i];
            }
        }

        isPosted = true;
        connection.Post();
    }

    private void DropStep()
    {
        if (isPosted && connection is not null && connection.Wait() is not Outcome.Answered)
        {
            GiveUp();
        }

        isPosted = false;
    }

    private StepResult Result(Span<float> observation)
    {
        Read(observation, "step");
        Lane lane = connection!.Lane;
        var result = new StepResult(lane.Reward, lane[Words.Terminated] != 0, lane[Words.Truncated] != 0);
        if (Answers.FindFault(result.Reward) is { } fault)
        {
            throw new GymnasiumException(settings.Name, $"step {fault}");
        }

        if (deaths > 0 && (result.EpisodeEnded || ++stepsSinceDeath >= StepsOfHealth))
        {
            deaths = 0;
        }

        return result;
    }

    private void Read(Span<float> observation, string call)
    {
        Lane lane = connection!.Lane;
        if (lane[Words.Status] != 0)
        {
            throw new GymnasiumException(settings.Name, lane.Message(world.MessageOffset));
        }

        ReadParts(observation);
        if (Answers.FindFault(observation) is { } fault)
        {
            throw new GymnasiumException(settings.Name, $"{call} {fault}");
        }
    }

    private void ReadParts(Span<float> observation)
    {
        Span<float> rest = observation[..length];
        foreach (PartReader part in world.Readers)
        {
            part.Read(connection!.Lane, rest[..part.Count]);
            rest = rest[part.Count..];
        }
    }

    private Connection Reopen()
    {
        var fresh = Connection.Open(settings with { Place = PythonPlace.Workers });
        if ((ObservationSpace.FindDifference(fresh.World.ObservationSpace)
            ?? ActionSpace.FindDifference(fresh.World.ActionSpace)) is { } difference)
        {
            fresh.Dispose();
            throw new GymnasiumException(
                settings.Name, $"made again after its worker had died, it has other spaces than before ({difference})");
        }

        return fresh;
    }

    private void GiveUp()
    {
        connection?.Kill();
        connection?.Dispose();
        connection = null;
        isPosted = false;
    }

    private GymnasiumException TimedOut(string call)
    {
        GiveUp();
        return new GymnasiumException(settings.Name, FormattableString.Invariant(
            $"{call} did not answer within {settings.Timeout.TotalSeconds:0.#} s; raise the option timeout if it needs longer"));
    }

    private void NoteDeath(string call)
    {
        lastDeath = connection!.Epitaph();
        GiveUp();
        deaths++;
        stepsSinceDeath = 0;
        if (settings.OnWorkerDeath == WorkerDeath.End)
        {
            throw new GymnasiumException(settings.Name, $"in {call}, {lastDeath}; on_worker_death=restart goes on without it");
        }

        if (deaths >= MostDeaths)
        {
            throw new GymnasiumException(
                settings.Name, $"in {call}, {lastDeath}; this was the time number {deaths} in a row, so it is not tried again");
        }
    }
}
