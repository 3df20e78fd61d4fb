using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Runs;

namespace AsyncRL.Tests.Training;

/// <summary>Each rule on trainings made by hand, both ways.</summary>
public sealed class LearningRulesTests
{
    private static readonly LearningSetting Setting = new() { LeastEntropy = 0.007, ExploreMore = "raise ent_coef" };

    [Fact]
    public void ATrainingThatLearnsIsLeftAlone()
    {
        LearningFigures[] figures = Training(100, i => Stretch(20 + 4 * i));
        Assert.All(Parts(figures), part => Assert.All(LearningRules.All, rule => Assert.Null(rule(part, Setting))));
    }

    // Clipped, deterministic, at its bounds and without a value function worth the name, but it has learnt.
    [Fact]
    public void WhatLearnsIsLeftAloneWhateverItsOtherFigures()
    {
        LearningFigures[] figures = Training(
            100, i => Stretch(20 + 4 * i, clipped: 1, entropy: i < 10 ? 0.6 : 0, atBounds: 1, explained: -1));
        Assert.All(Parts(figures), part => Assert.All(LearningRules.All, rule => Assert.Null(rule(part, Setting))));
    }

    [Fact]
    public void WithoutAnUpdateNothingIsLearnt()
    {
        LearningFigures[] none = Training(100, _ => Stretch(20) with { Updates = 0 });
        Assert.Null(LearningRules.NoUpdate(none.AsSpan(0, 39), Setting));
        Assert.StartsWith(
            "After 40 % of the training there has been no update", LearningRules.NoUpdate(none.AsSpan(0, 40), Setting));
        Assert.Null(LearningRules.NoUpdate(none, Setting with { CountsUpdates = false }));
        none[39] = Stretch(20);
        Assert.Null(LearningRules.NoUpdate(none, Setting));
    }

    [Fact]
    public void EpisodesThatNeverEnd()
    {
        LearningFigures[] endless = Training(100, _ => Stretch(20) with { Returns = default });
        Assert.Null(LearningRules.NoEpisodeEnded(endless.AsSpan(0, 19), Setting));
        Assert.StartsWith(
            "After 20 % of the training no episode has ended", LearningRules.NoEpisodeEnded(endless.AsSpan(0, 20), Setting));
        endless[3] = Stretch(20);
        Assert.Null(LearningRules.NoEpisodeEnded(endless, Setting));
    }

    [Fact]
    public void EpisodesThatAllPayTheSameTeachNothing()
    {
        LearningFigures[] alike = Training(100, _ => Episodes((-200, 200), (-200, 200)));
        Assert.Null(LearningRules.EpisodesAreAlike(alike.AsSpan(0, 19), Setting));
        Assert.Equal(
            "All 40 episodes so far had the return -200: no reward tells good actions from bad ones. If there is a goal, it " +
            "was never reached: raise ent_coef, try curiosity (rnd), or reward the way to it.",
            LearningRules.EpisodesAreAlike(alike.AsSpan(0, 20), Setting));
        Assert.EndsWith(
            "reached: raise ent_coef, or reward the way to it.",
            LearningRules.EpisodesAreAlike(alike.AsSpan(0, 20), Setting with { IsCurious = true }));

        alike[3] = Episodes((-199, 199));
        Assert.Null(LearningRules.EpisodesAreAlike(alike, Setting));
    }

    [Theory]
    [InlineData(-1.234e30, "-1.234E+30")]
    [InlineData(1.2e-12, "1.2E-12")]
    public void ReturnsOfAnySizeAreShort(double value, string text) => Assert.Contains(
        $"had the return {text}: ",
        LearningRules.EpisodesAreAlike(Training(100, _ => Episodes((value, 200), (value, 200))), Setting),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void WhereLengthsDifferOnlyEpisodesWithoutAnyReturnAreAlike(double all, bool speaks)
    {
        LearningFigures[] figures = Training(100, i => Episodes((all, 10 + i), (all, 12)));
        Assert.Equal(speaks, LearningRules.EpisodesAreAlike(figures, Setting) is not null);
    }

    [Fact]
    public void FewerThanTwentyEpisodesMayBeAlikeByChance()
    {
        LearningFigures[] few = Training(100, i => i < 19 ? Episodes((0, 5)) : default);
        Assert.Null(LearningRules.EpisodesAreAlike(few, Setting));
        few[19] = Episodes((0, 5));
        Assert.NotNull(LearningRules.EpisodesAreAlike(few, Setting));
    }

    [Fact]
    public void WhereFailedEpisodesTeachGoalsAreWaitedFor()
    {
        LearningFigures[] alike = Training(100, _ => Episodes((-40, 40)));
        LearningSetting unrewarded = Setting with { LearnsUnrewarded = true };
        Assert.Null(LearningRules.EpisodesAreAlike(alike.AsSpan(0, 74), unrewarded));
        Assert.NotNull(LearningRules.EpisodesAreAlike(alike.AsSpan(0, 75), unrewarded));
    }

    [Theory]
    [InlineData(0.95, true)]
    [InlineData(0.75, false)]
    public void ActionsStuckAtTheirBounds(double share, bool speaks)
    {
        LearningFigures[] figures = Training(100, _ => Stretch(20, atBounds: share));
        Assert.Null(LearningRules.ActionsAtBounds(figures.AsSpan(0, 39), Setting));
        string? line = LearningRules.ActionsAtBounds(figures.AsSpan(0, 40), Setting);
        Assert.Equal(speaks, line?.StartsWith("95 % of the actions are at a bound", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void APolicyThatStopsExploringBeforeItFindsAnything()
    {
        LearningFigures[] gone = Training(100, i => Stretch(20, entropy: i < 3 ? 0.6 : 0.001));
        Assert.Null(LearningRules.EntropyIsGone(gone.AsSpan(0, 7), Setting));
        Assert.StartsWith(
            "The policy's entropy fell to 0.001 nats while the return is no better",
            LearningRules.EntropyIsGone(gone.AsSpan(0, 8), Setting));
        Assert.Null(LearningRules.EntropyIsGone(gone, Setting with { LeastEntropy = double.NegativeInfinity }));

        LearningFigures[] kept = Training(100, _ => Stretch(20, entropy: 0.01));
        Assert.Null(LearningRules.EntropyIsGone(kept, Setting));
    }

    [Theory]
    [InlineData(0.97, true)]
    [InlineData(0.9, false)]
    public void GradientsThatAreClippedAllTheTime(double share, bool speaks)
    {
        LearningFigures[] figures = Training(100, i => Stretch(20, clipped: i < 20 ? 0 : share));
        Assert.Null(LearningRules.AlwaysClipped(figures.AsSpan(0, 39), Setting));
        Assert.Equal(speaks, LearningRules.AlwaysClipped(figures.AsSpan(0, 40), Setting) is not null);
    }

    [Theory]
    [InlineData(-0.5, true)]
    [InlineData(0.0, true)]
    [InlineData(0.1, false)]
    [InlineData(double.NaN, false)]
    public void ValuesThatExplainNothing(double explained, bool speaks)
    {
        LearningFigures[] figures = Training(100, _ => Stretch(20, explained: explained));
        Assert.Null(LearningRules.ValuesExplainNothing(figures.AsSpan(0, 39), Setting));
        Assert.Equal(speaks, LearningRules.ValuesExplainNothing(figures.AsSpan(0, 40), Setting) is not null);
    }

    [Fact]
    public void WhereReturnsAreAllAlikeThereIsNothingToExplain()
    {
        LearningFigures[] figures =
            Training(100, _ => Episodes((5, 5), (5, 5)) with { Explained = Explaining(-1), Updates = 10 });
        Assert.Null(LearningRules.ValuesExplainNothing(figures, Setting));
    }

    [Fact]
    public void NoBetterThanAtTheStart()
    {
        LearningFigures[] same = Training(100, i => Stretch(20 + i % 3));
        Assert.Null(LearningRules.NoBetterThanAtStart(same.AsSpan(0, 39), Setting));
        Assert.StartsWith(
            "After 40 % of the training the mean return, 20.9, is no better than that of its first 20 episodes, 20.5, before",
            LearningRules.NoBetterThanAtStart(same.AsSpan(0, 40), Setting));
        LearningFigures[] worse = Training(100, i => Stretch(20 - i));
        Assert.NotNull(LearningRules.NoBetterThanAtStart(worse, Setting));
    }

    [Fact]
    public void WhatWasBetterOnceHasLearntSomething()
    {
        LearningFigures[] lost = Training(100, i => Stretch(i is >= 10 and < 20 ? 90 : 20));
        Assert.Null(LearningRules.NoBetterThanAtStart(lost, Setting));
    }

    // Success by luck at once, then none, then all of it: never better than the first episodes.
    [Fact]
    public void WhatRecoversHasLearntSomething()
    {
        LearningFigures[] recovered = Training(100, i => Stretch(i < 4 ? 90 : i < 12 ? -90 : 80, clipped: 1, atBounds: 1));
        Assert.All(Parts(recovered), part => Assert.All(LearningRules.All, rule => Assert.Null(rule(part, Setting))));
    }

    [Fact]
    public void AHandfulOfUpdatesNeedNotShow()
    {
        LearningFigures[] few = Training(100, _ => Stretch(20) with { Updates = 1 });
        Assert.Null(LearningRules.NoBetterThanAtStart(few, Setting));
        Assert.NotNull(LearningRules.NoBetterThanAtStart(few, Setting with { CountsUpdates = false }));
    }

    [Theory]
    [InlineData(3, 40)]
    [InlineData(2, 75)]
    public void WhereTheFirstEpisodesAreLongSomeOfThemAreTheLearntPolicys(int perStretch, int from)
    {
        LearningFigures[] figures = Training(
            100,
            i => Episodes([.. Enumerable.Range(0, perStretch).Select(e => (20.0 + (i + e) % 3, 20L))]) with { Updates = 10 });
        Assert.Null(LearningRules.NoBetterThanAtStart(figures.AsSpan(0, from - 1), Setting));
        Assert.NotNull(LearningRules.NoBetterThanAtStart(figures.AsSpan(0, from), Setting));
    }

    // The first of a few long episodes finds the goal.
    [Fact]
    public void WhatIsGoodFromItsFirstFewEpisodesIsLeftAlone()
    {
        LearningFigures[] good = Training(
            100, i => Episodes((i == 0 ? -30 : 88 + i % 3, 100)) with { Updates = 10, Clipped = 10 });
        Assert.All(Parts(good), part => Assert.All(LearningRules.All, rule => Assert.Null(rule(part, Setting))));

        LearningFigures[] bad = Training(
            100, i => Episodes((i == 0 ? 88 : -30 - i % 3, 100)) with { Updates = 10, Clipped = 10 });
        Assert.NotNull(LearningRules.NoBetterThanAtStart(bad, Setting));
    }

    // One episode in 500 reaches the goal.
    [Fact]
    public void WhereSuccessIsRareItIsWaitedFor()
    {
        LearningFigures[] rare = Training(100, i => Episodes(
            [.. Enumerable.Range(0, 50).Select(e => (i % 10 == 0 && e == 0 ? 1.0 : 0.0, 10L + e))]) with { Updates = 10 });
        Assert.Null(LearningRules.NoBetterThanAtStart(rare.AsSpan(0, 74), Setting));
        Assert.NotNull(LearningRules.NoBetterThanAtStart(rare.AsSpan(0, 75), Setting));
    }

    // Ten episodes in a stretch, whose returns are some way about their mean.
    private static LearningFigures Stretch(
        double mean, double clipped = 0, double entropy = 0.6, double atBounds = 0, double explained = 0.5) =>
        Episodes([.. Enumerable.Range(0, 10).Select(e => (mean + (e % 5 - 2) * 8, 20L + e))]) with
        {
            Updates = 100,
            Clipped = (long)(100 * clipped),
            Decisions = 1_000,
            Entropy = 1_000 * entropy,
            ActionNumbers = 1_000,
            ActionNumbersAtBounds = (long)(1_000 * atBounds),
            Explained = Explaining(explained),
        };

    // Returns of -1 and 1, and values with errors of the variance that leaves so much explained.
    private static ExplainedVariance Explaining(double share)
    {
        ExplainedVariance explained = default;
        double error = Math.Sqrt(1 - share);
        for (int i = 0; i < 4 && !double.IsNaN(share); i++)
        {
            double r = i < 2 ? 1 : -1;
            explained.Add(r, r - (i % 2 == 0 ? error : -error));
        }

        return explained;
    }

    private static LearningFigures Episodes(params (double Return, long Length)[] episodes)
    {
        ReturnMoments returns = default;
        foreach ((double r, long length) in episodes)
        {
            returns.Add(new EpisodeRecord(r, length));
        }

        return new LearningFigures { Returns = returns };
    }

    private static LearningFigures[] Training(int stretches, Func<int, LearningFigures> stretch) =>
        [.. Enumerable.Range(0, stretches).Select(stretch)];

    private static IEnumerable<LearningFigures[]> Parts(LearningFigures[] figures) =>
        Enumerable.Range(1, figures.Length).Select(n => figures[..n]);
}
