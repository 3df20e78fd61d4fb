using System.Diagnostics;

namespace AsyncRL.Search.AlphaZero;

/// <summary>What the threads of self-play spend their time on, and whether a rating would take too much of it.</summary>
/// <remarks>
/// All threads add to the sums by interlocked additions, once a move, piece of a minibatch or game; nothing is lost. A reader
/// gets sums that may be of slightly different moments. What <see cref="RatingBegins"/> notes is under the arena's lock.
/// </remarks>
internal sealed class SelfPlayTime
{
    private long played;
    private long learned;
    private long rated;
    private long gated;
    private (long Played, long Learned, long Rated, long Gated) reported;
    private long ratedBefore = -1;      // when the last rating began; -1 before the first

    private (long Played, long Learned, long Rated, long Gated) Now =>
        (Volatile.Read(ref played), Volatile.Read(ref learned), Volatile.Read(ref rated), Volatile.Read(ref gated));

    /// <summary>A move was played.</summary>
    /// <param name="since">The <see cref="Stopwatch"/>'s time stamp at its begin.</param>
    public void Played(long since) => Interlocked.Add(ref played, Stopwatch.GetTimestamp() - since);

    /// <summary>A piece of a minibatch was learned from.</summary>
    /// <param name="since">The <see cref="Stopwatch"/>'s time stamp at its begin.</param>
    public void Learned(long since) => Interlocked.Add(ref learned, Stopwatch.GetTimestamp() - since);

    /// <summary>A game of a rating was played.</summary>
    /// <param name="since">The <see cref="Stopwatch"/>'s time stamp at its begin.</param>
    public void Rated(long since) => Interlocked.Add(ref rated, Stopwatch.GetTimestamp() - since);

    /// <summary>A game of a candidate was played.</summary>
    /// <param name="since">The <see cref="Stopwatch"/>'s time stamp at its begin.</param>
    public void Gated(long since) => Interlocked.Add(ref gated, Stopwatch.GetTimestamp() - since);

    /// <summary>Whether all ratings, one more as costly as the last included, stay within a share of all time.</summary>
    /// <param name="share">The greatest share.</param>
    /// <returns>Whether; true before the first.</returns>
    public bool AllowsRating(double share)
    {
        (long playing, long learning, long rating, long gating) = Now;
        return ratedBefore < 0 || rating + (rating - ratedBefore) <= share * (playing + learning + rating + gating);
    }

    /// <summary>A rating begins, all games of the one before being over or under way.</summary>
    public void RatingBegins() => ratedBefore = Volatile.Read(ref rated);

    /// <summary>Adds the shares of the time since it was last asked, which sum to 1.</summary>
    /// <param name="values">Receives tags and values.</param>
    public void Report(ICollection<(string Tag, double Value)> values)
    {
        (long playing, long learning, long rating, long gating) now = Now;
        long rates = now.rating - reported.Rated, gates = now.gating - reported.Gated;
        double playing = now.playing - reported.Played, learning = now.learning - reported.Learned;
        double all = playing + learning + rates + gates;
        reported = now;
        values.Add(("selfplay/time_playing", playing / all));
        values.Add(("selfplay/time_learning", learning / all));
        values.Add(("selfplay/time_rating", (rates + gates) / all));
    }

    /// <summary>Writes the sums in seconds, since ticks differ between machines.</summary>
    public void Save(BinaryWriter writer)
    {
        (long playing, long learning, long rating, long gating) = Now;
        foreach (long ticks in (ReadOnlySpan<long>)[playing, learning, rating, gating, ratedBefore])
        {
            writer.Write((double)ticks / Stopwatch.Frequency);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        played = Ticks();
        learned = Ticks();
        rated = Ticks();
        gated = Ticks();
        ratedBefore = Ticks();
        reported = Now;

        long Ticks() => (long)Math.Floor(reader.ReadDouble() * Stopwatch.Frequency);
    }
}
