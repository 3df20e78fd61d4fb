using System.Diagnostics;
using System.Runtime.InteropServices;
using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Actors;

/// <summary>
/// A lease with the learner from its beginning to its end: says every second that the process is there, fetches newer parameters
/// while actors play or when they ask, and passes on what they send and are granted.
/// </summary>
/// <param name="learner">The learner.</param>
/// <param name="lease">The lease.</param>
/// <param name="actors">The actors.</param>
/// <param name="heard">Told whenever the learner answers.</param>
internal sealed class ActorSession(ILearner learner, long lease, RemotePlayers actors, Action heard) : ISession, IDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(1);

    // Fetching takes a third of the time at most, so that a slow connection does not keep a process from playing.
    private const int PausesPerFetch = 2;

    private readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ending = new();
    private readonly SemaphoreSlim newer = new(0, 1), fetching = new(1, 1);
    private Standing last = Standing.In;
    private float[] values = [];
    private long target = -1; // which refresh of the target was fetched; of this session's, since a learner may have gone back

    /// <summary>Plays until the session is over.</summary>
    /// <param name="leave">Asks the process to leave.</param>
    /// <returns>How the run stands.</returns>
    public async Task<Standing> Run(CancellationToken leave)
    {
        await Fetch().ConfigureAwait(false);
        using CancellationTokenRegistration registration = leave.Register(() => over.TrySetResult());
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
            over.TrySetResult();
            await ending.CancelAsync().ConfigureAwait(false);
            actors.Lapse();
        }

        await Task.WhenAll(beats, fetches).ConfigureAwait(false);
        if (last == Standing.In)
        {
            await learner.Leave(lease).WaitAsync(ActorProcess.AnswerTime, CancellationToken.None).ConfigureAwait(false);
        }

        return last;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ending.Dispose();
        newer.Dispose();
        fetching.Dispose();
    }

    /// <inheritdoc/>
    public Task<int> Deliver(byte[] content) => Granted(() => learner.Deliver(lease, content));

    /// <inheritdoc/>
    public Task<int> Claim() => Granted(() => learner.Claim(lease));

    /// <inheritdoc/>
    public Task Push(byte[] content) => Granted(() => learner.Push(lease, content));

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

    private async Task<int> Granted(Func<Task<Receipt>> ask)
    {
        try
        {
            // As long as the learner answers the beats, a delivery may wait for room.
            Receipt receipt = await ask().WaitAsync(ending.Token).ConfigureAwait(false);
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
        SessionOverException over = e as SessionOverException ?? new SessionOverException(Standing.Lapsed);
        End(over.Standing);
        return over;
    }

    private void Look(in Receipt receipt)
    {
        heard();
        if (receipt.Standing != Standing.In)
        {
            End(receipt.Standing);
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

    private void End(Standing standing)
    {
        if (!over.Task.IsCompleted)
        {
            last = standing;
            over.TrySetResult();
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
        catch (Exception) when (!over.Task.IsCompleted)
        {
            End(Standing.Lapsed);
        }
        catch (Exception)
        {
            // Of a session that is over.
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
        catch (Exception) when (!over.Task.IsCompleted)
        {
            End(Standing.Lapsed);
        }
        catch (Exception)
        {
            // Of a session that is over.
        }
    }

    private async Task Fetch()
    {
        Piece first = await FetchAll((version, piece) => learner.Fetch(lease, version, piece)).ConfigureAwait(false);
        actors.Take(values, first.Version, first.Moments);
        if (actors.NeedTarget && first.Target != target)
        {
            first = await FetchAll((version, piece) => learner.FetchTarget(lease, version, piece)).ConfigureAwait(false);
            actors.TakeTarget(values, first.Version);
            target = first.Version;
        }
    }

    // The newest of some parameters, all pieces of one version: a slow process may find that its version is not kept any more.
    private async Task<Piece> FetchAll(Func<long, int, Task<Piece>> fetch)
    {
        while (true)
        {
            Piece first = await fetch(-1, 0).WaitAsync(ActorProcess.AnswerTime, ending.Token).ConfigureAwait(false);
            if (first.Standing != Standing.In)
            {
                throw new SessionOverException(first.Standing);
            }

            Task<Piece>[] rest = [.. Enumerable.Range(1, Math.Max(0, first.Pieces - 1)).Select(i => fetch(first.Version, i))];
            Piece[] all =
                [first, .. await Task.WhenAll(rest).WaitAsync(ActorProcess.AnswerTime, ending.Token).ConfigureAwait(false)];
            if (all.Any(p => p.Pieces != all.Length || p.Version != first.Version))
            {
                continue;
            }

            int length = all.Sum(p => p.Content.Length) / sizeof(float);
            values = values.Length == length ? values : new float[length];
            int done = 0;
            foreach (Piece piece in all)
            {
                piece.Content.CopyTo(MemoryMarshal.AsBytes(values.AsSpan(done)));
                done += piece.Content.Length / sizeof(float);
            }

            return first;
        }
    }
}
