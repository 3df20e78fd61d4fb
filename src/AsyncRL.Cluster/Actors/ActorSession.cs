using System.Diagnostics;
using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// A lease with the learner from its beginning to its end: says every second that the process is there, fetches newer parameters
/// while actors play or when they ask, and passes on what they send and are granted.
/// </summary>
internal sealed class ActorSession : ISession, IDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(1);

    // Longer than a learner lets a delivery wait for room.
    private static readonly TimeSpan DeliveryTime = TimeSpan.FromSeconds(30);

    // Fetching takes a third of the time at most, so that a slow connection does not keep a process from playing.
    private const int PausesPerFetch = 2;

    // With how the run stands: what is said first counts.
    private readonly TaskCompletionSource<Standing> over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ending = new();
    private readonly SemaphoreSlim newer = new(0, 1), fetching = new(1, 1);
    private readonly ILearner learner;
    private readonly long lease;
    private readonly RemotePlayers actors;
    private readonly Action heard;
    private readonly ParameterFetch parameters;
    private long target = -1; // which refresh of the target was fetched; of this session's, since a learner may have gone back

    /// <summary>Makes a session, which begins with <see cref="Run"/>.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="actors">The actors.</param>
    /// <param name="heard">Told whenever the learner answers.</param>
    public ActorSession(ILearner learner, long lease, RemotePlayers actors, Action heard)
    {
        this.learner = learner;
        this.lease = lease;
        this.actors = actors;
        this.heard = heard;
        parameters = new ParameterFetch(ending.Token);
    }

    /// <summary>Plays until the session is over.</summary>
    /// <param name="leave">Asks the process to leave.</param>
    /// <returns>How the run stands.</returns>
    public async Task<Standing> Run(CancellationToken leave)
    {
        await Fetch().ConfigureAwait(false);
        using CancellationTokenRegistration registration = leave.Register(() => over.TrySetResult(Standing.In));
        Task beats = Beat(), fetches = actors.FetchesAhead ? FetchOnAndOn() : Task.CompletedTask;
        actors.Open(this);
        try
        {
            while (actors.Fault is null && !over.Task.IsCompleted)
            {
                await Task.WhenAny(over.Task, Task.Delay(BeatInterval, leave)).ConfigureAwait(false);
            }
        }
        finally
        {
            over.TrySetResult(Standing.In);
            await ending.CancelAsync().ConfigureAwait(false);
            actors.Lapse();
        }

        await Task.WhenAll(beats, fetches).ConfigureAwait(false);
        Standing standing = await over.Task.ConfigureAwait(false);
        if (standing == Standing.In)
        {
            await learner.Leave(lease).WaitAsync(ActorProcess.AnswerTime, CancellationToken.None).ConfigureAwait(false);
        }

        return standing;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ending.Dispose();
        newer.Dispose();
        fetching.Dispose();
    }

    /// <inheritdoc/>
    public async Task<int> Deliver(byte[] content)
    {
        while (true)
        {
            int granted = await Granted(() => learner.Deliver(lease, content), DeliveryTime).ConfigureAwait(false);
            if (granted != Receipt.NoRoom)
            {
                return granted;
            }
        }
    }

    /// <inheritdoc/>
    public Task<int> Claim() => Granted(() => learner.Claim(lease), ActorProcess.AnswerTime);

    /// <inheritdoc/>
    public Task Push(byte[] content) => Granted(() => learner.Push(lease, content), ActorProcess.AnswerTime);

    /// <inheritdoc/>
    public async Task Pull()
    {
        try
        {
            await fetching.WaitAsync(ending.Token).ConfigureAwait(false);
            try
            {
                await Fetch().ConfigureAwait(false);
            }
            finally
            {
                fetching.Release();
            }
        }
        catch (Exception e)
        {
            throw Over(e);
        }
    }

    // Also where the learner answers the beats: a connection that broke and is whole again may have lost an answer.
    private async Task<int> Granted(Func<Task<Receipt>> ask, TimeSpan longest)
    {
        try
        {
            Receipt receipt = await ask().WaitAsync(longest, ending.Token).ConfigureAwait(false);
            Look(receipt);
            return receipt.Standing == Standing.In ? receipt.Granted : throw new SessionOverException(receipt.Standing);
        }
        catch (Exception e)
        {
            throw Over(e);
        }
    }

    // Whatever goes wrong, at once or later, ends the session and nothing else.
    private SessionOverException Over(Exception e)
    {
        SessionOverException end = e as SessionOverException ?? new SessionOverException(Standing.Lapsed);
        over.TrySetResult(end.Standing);
        return end;
    }

    private void Look(in Receipt receipt)
    {
        heard();
        if (receipt.Standing != Standing.In)
        {
            over.TrySetResult(receipt.Standing);
            return;
        }

        actors.Note(receipt.Steps);
        if (receipt.Newest > actors.Version && newer.CurrentCount == 0)
        {
            try
            {
                newer.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another answer told the same.
            }
        }
    }

    private async Task Beat()
    {
        try
        {
            while (!over.Task.IsCompleted)
            {
                Look(await learner.Beat(lease).WaitAsync(ActorProcess.AnswerTime, ending.Token).ConfigureAwait(false));
                await Task.Delay(BeatInterval, ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Over(e);
        }
    }

    private async Task FetchOnAndOn()
    {
        try
        {
            while (!over.Task.IsCompleted)
            {
                await newer.WaitAsync(ending.Token).ConfigureAwait(false);
                long began = Stopwatch.GetTimestamp();
                await Fetch().ConfigureAwait(false);
                await Task.Delay(PausesPerFetch * Stopwatch.GetElapsedTime(began), ending.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            Over(e);
        }
    }

    private async Task Fetch()
    {
        Piece first = await parameters.Newest((version, piece) => learner.Fetch(lease, version, piece)).ConfigureAwait(false);
        actors.Take(parameters.Values, first.Version, first.Moments);
        if (actors.NeedTarget && first.Target != target)
        {
            first = await parameters.Newest((version, piece) => learner.FetchTarget(lease, version, piece)).ConfigureAwait(false);
            actors.TakeTarget(parameters.Values, first.Version);
            target = first.Version;
        }
    }
}
