namespace AsyncRL.Runs;

/// <summary>
/// The returns of a training's beginning and of its present, and whether it does better than it did before.
/// </summary>
/// <remarks>
/// <para>
/// What untrained play gets is measured on the training itself, since random play on environments of its own would cost every run
/// an environment more: the beginning is as many of the first stretches as it takes for <see cref="LeastEpisodes"/> episodes. The
/// present is the last <see cref="PeriodStretches"/> stretches, or as many more as that number takes.
/// </para>
/// <para>
/// A training does better when its present beats the beginning or any period since: some policies succeed by luck at once,
/// unlearn it, and learn. A period beats another where its mean lies more than <see cref="Deviations"/> standard deviations of
/// the difference above the other's, or where its worst episode beats the other's mean: a method that learns within ten episodes
/// makes the deviation of the beginning large.
/// </para>
/// </remarks>
/// <param name="Start">The episodes of the beginning.</param>
/// <param name="Recent">Those of the present, none of which is of the beginning.</param>
/// <param name="StartStretches">Stretches that the beginning took.</param>
internal readonly record struct LearningTrend(ReturnMoments Start, ReturnMoments Recent, int StartStretches)
{
    /// <summary>
    /// Fewest episodes that a mean is taken of. With 10, ppo on MountainCarContinuous was told after 18 episodes that it does not
    /// learn, in a training whose policy reaches the goal every time.
    /// </summary>
    public const int LeastEpisodes = 15;

    /// <summary>Stretches that a period is long.</summary>
    public const int PeriodStretches = 10;

    /// <summary>Standard deviations that are no luck, though a training has a few chances to be lucky.</summary>
    public const double Deviations = 3;

    /// <summary>Whether there are enough episodes of both.</summary>
    public bool IsKnown => Start.Count >= LeastEpisodes && Recent.Count >= LeastEpisodes;

    /// <summary>Looks at the beginning of a training and at its present.</summary>
    /// <param name="figures">Its stretches until now.</param>
    /// <returns>The two.</returns>
    public static LearningTrend Of(ReadOnlySpan<LearningFigures> figures)
    {
        (ReturnMoments start, int stretches) = Beginning(figures);
        return new LearningTrend(start, Period(figures, stretches).Returns, stretches);
    }

    /// <summary>Whether the present does better than the beginning or any time since.</summary>
    /// <param name="figures">The stretches until now.</param>
    /// <returns>False also while there are too few episodes to tell.</returns>
    public static bool IsBetter(ReadOnlySpan<LearningFigures> figures)
    {
        (ReturnMoments start, int stretches) = Beginning(figures);
        (ReturnMoments recent, int first) = Period(figures, stretches);
        bool better = Beats(recent, start);
        for (int end = first; end > stretches && !better; end--)
        {
            better = Beats(recent, Period(figures[..end], stretches).Returns);
        }

        return better;
    }

    /// <summary>Whether a training ever did better than before.</summary>
    /// <param name="figures">Its stretches until now.</param>
    /// <returns>True where it has learnt something, even if it has lost it since.</returns>
    public static bool WasEverBetter(ReadOnlySpan<LearningFigures> figures)
    {
        bool better = false;
        for (int end = figures.Length; end > 0 && !better; end--)
        {
            better = IsBetter(figures[..end]);
        }

        return better;
    }

    private static bool Beats(in ReturnMoments one, in ReturnMoments other)
    {
        double deviation = Math.Sqrt(one.Variance / one.Count + other.Variance / other.Count);
        return one.Count >= LeastEpisodes && other.Count >= LeastEpisodes
            && (one.Mean - other.Mean > Deviations * deviation || one.Least > other.Mean);
    }

    private static (ReturnMoments Returns, int Stretches) Beginning(ReadOnlySpan<LearningFigures> figures)
    {
        ReturnMoments start = default;
        int stretches = 0;
        while (stretches < figures.Length && start.Count < LeastEpisodes)
        {
            start.Add(figures[stretches++].Returns);
        }

        return (start, stretches);
    }

    // The last period, none of it before a stretch.
    private static (ReturnMoments Returns, int First) Period(ReadOnlySpan<LearningFigures> figures, int after)
    {
        ReturnMoments returns = default;
        int first = figures.Length;
        while (first > after && (returns.Count < LeastEpisodes || first > figures.Length - PeriodStretches))
        {
            returns.Add(figures[--first].Returns);
        }

        return (returns, first);
    }
}
