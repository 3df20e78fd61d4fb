using AsyncRL.Cluster.Wire;
using AsyncRL.Environments;
using AsyncRL.Observations;
using AsyncRL.Play;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// A player whose learner is another process, on a thread of its own. Used by that thread, and by the answers to what it sent.
/// </summary>
internal abstract class RemotePlayer
{
    private readonly ObservationNormalizer? normalizer;
    private readonly List<EpisodeRecord> ended = new(64);
    private readonly MeasureTotals? measures;
    private readonly RunningMoments? observed;
    private long sequence;
    private long toldNumbers, toldAtBounds;
    private int length = 1024; // of the last delivery
    private Task underWay = Task.CompletedTask;

    /// <summary>Makes it.</summary>
    /// <param name="number">Its number in the run.</param>
    /// <param name="port">Grants it steps.</param>
    /// <param name="player">Plays.</param>
    /// <param name="normalizer">The statistics of the observations; null unless they are normalised.</param>
    protected RemotePlayer(int number, ActorPort port, Player player, ObservationNormalizer? normalizer)
    {
        Number = number;
        Port = port;
        Player = player;
        this.normalizer = normalizer;
        measures = player.Episodes.SumMeasures();
        observed = player.Worlds.Observed is null ? null : new RunningMoments(player.Slots.Input(0).Length);
    }

    /// <summary>Its number in the run.</summary>
    public int Number { get; }

    /// <summary>Grants it steps.</summary>
    public ActorPort Port { get; }

    /// <summary>Plays.</summary>
    public Player Player { get; }

    /// <summary>Its thread.</summary>
    public Thread Thread { get; set; } = null!;

    /// <summary>The present session.</summary>
    protected ISession Session { get; private set; } = null!;

    /// <summary>Begins a session, for which its thread waits.</summary>
    /// <param name="session">The session.</param>
    public void Begin(ISession session)
    {
        Session = session;
        underWay = Task.CompletedTask;
        Port.Begin();
    }

    /// <summary>Plays until the session is over.</summary>
    public abstract void Play();

    /// <summary>Lays down what it had of a session that is over; the episodes go on.</summary>
    public abstract void LayDown();

    /// <summary>Asks until it is granted something, or the session is over: near the run's end steps may come back from
    /// others.</summary>
    protected void Ask() => _ = Grant(Session.Claim, Session.Claim);

    /// <summary>
    /// Delivers, once the delivery before was answered: deliveries keep their order, and no more than one is under way.
    /// </summary>
    /// <param name="write">Writes what is delivered, given its number; what is reported of play stands behind it.</param>
    protected void Deliver(Action<BinaryWriter, long> write)
    {
        using var stream = new MemoryStream(length + length / 4);
        using var writer = new BinaryWriter(stream);
        write(writer, ++sequence);
        WriteReports(writer);
        byte[] content = stream.ToArray();
        length = content.Length;

        // Answered when there is room for it, or when the session is over.
        underWay.Wait();
        ISession session = Session;
        underWay = Port.StopRequested ? Task.CompletedTask : Grant(() => session.Deliver(content), again: null);
    }

    private void WriteReports(BinaryWriter writer)
    {
        PlayedEpisodes episodes = Player.Episodes;
        (long numbers, long atBounds) = (episodes.ActionNumbers, episodes.ActionNumbersAtBounds);
        if (observed is not null)
        {
            observed.Clear();
            normalizer!.Take(observed);
        }

        ended.Clear();
        episodes.Drain(ended);
        if (measures is not null)
        {
            measures.Clear();
            episodes.DrainMeasures(measures);
        }

        Delivery.Write(writer, ended, measures, (numbers - toldNumbers, atBounds - toldAtBounds), observed);
        (toldNumbers, toldAtBounds) = (numbers, atBounds);
    }

    private async Task Grant(Func<Task<int>> ask, Func<Task<int>>? again)
    {
        int session = Port.Session;
        try
        {
            int granted = await ask().ConfigureAwait(false);
            while (again is not null && granted == 0 && session == Port.Session && !Port.StopRequested)
            {
                granted = await again().ConfigureAwait(false);
            }

            if (granted > 0)
            {
                Port.Grant(session, granted);
            }
            else if (session == Port.Session && !Port.StopRequested)
            {
                // What is under way is delivered, so that it goes on with what it has left.
                Ask();
            }
        }
        catch (SessionOverException)
        {
            // The session lets the port lapse.
        }
    }
}
