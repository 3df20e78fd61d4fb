namespace AsyncRL.Search.Gtp;

/// <summary>
/// The clock of one player: main time, then byo-yomi, in which a number of stones must be played in a time, again and again.
/// </summary>
internal sealed class GtpClock
{
    /// <summary>What a search gets at least, however little there is.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(5);

    // What a move costs beside its search: the way of the answer, and a look at the clock too late.
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(80);

    private TimeSpan main;
    private TimeSpan period;
    private int periodStones;
    private bool limited;    // in the present game
    private bool limits;     // in every game, by its settings
    private TimeSpan left;
    private int stones;      // to be played in the time left; 0 in main time

    /// <summary>As GTP's time_settings: seconds, and stones of a period; stones of 0 with a period mean no limit.</summary>
    public void Set(double mainSeconds, double periodSeconds, int stonesOfAPeriod)
    {
        limits = !(periodSeconds > 0 && stonesOfAPeriod == 0);
        main = TimeSpan.FromSeconds(mainSeconds);
        period = TimeSpan.FromSeconds(periodSeconds);
        periodStones = stonesOfAPeriod;
        Restart();
    }

    /// <summary>A new game begins; what <see cref="Tell"/> said was of the one before.</summary>
    public void Restart()
    {
        limited = limits;
        (left, stones) = (main, 0);
        if (main == TimeSpan.Zero && periodStones > 0)
        {
            (left, stones) = (period, periodStones);
        }
    }

    /// <summary>As GTP's time_left: seconds, and stones to play in them, 0 in main time.</summary>
    public void Tell(double seconds, int stonesLeft)
    {
        limited = true;
        (left, stones) = (TimeSpan.FromSeconds(Math.Max(0, seconds)), stonesLeft);
    }

    /// <summary>What the next move may take; negative for no limit.</summary>
    /// <param name="movesToCome">How many moves of the player the game may still have.</param>
    public TimeSpan Share(int movesToCome)
    {
        if (!limited)
        {
            return Timeout.InfiniteTimeSpan;
        }

        // In byo-yomi evenly; in main time a little more now than an even share, or a byo-yomi move's worth.
        TimeSpan share = stones > 0 ? left / stones : left / Math.Max(8, movesToCome * 0.7);
        if (stones == 0 && periodStones > 0)
        {
            // What is no longer worth one is used up by a move that ends in byo-yomi, as its first stone. That loses nothing, but
            // half of the stone's time stays for a controller that counts otherwise.
            TimeSpan later = period / periodStones;
            share = share > later ? share : left > later ? later : left + (later / 2);
        }

        TimeSpan spared = share - Lag;
        TimeSpan half = share / 2;   // of very short times half
        spared = spared > half ? spared : half;
        return spared > Least ? spared : Least;
    }

    /// <summary>Takes off what a move took, for controllers that never tell the time.</summary>
    public void Spend(TimeSpan time)
    {
        if (!limited)
        {
            return;
        }

        left -= time;
        if (stones == 0 && periodStones > 0 && left < TimeSpan.Zero)
        {
            // The period has paid for what main time had not, and the move is its first stone.
            (left, stones) = (left + period, periodStones);
        }

        if (stones > 0 && --stones == 0)
        {
            (left, stones) = (period, periodStones);
        }

        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
