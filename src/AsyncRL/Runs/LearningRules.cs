using System.Globalization;

namespace AsyncRL.Runs;

/// <summary>
/// What tells a training that does not learn, from its figures alone. Each rule gives the line to say, or null while all is well.
/// </summary>
/// <remarks>
/// <para>
/// A rule must be silent in every training that learns. So nearly all of them ask for returns that are no better than those that
/// the training began with (<see cref="LearningTrend"/>): many a good training clips every gradient, plays at its bounds or ends
/// with a policy that no longer explores.
/// </para>
/// <para>Shares of the training are those of the steps that were asked for.</para>
/// </remarks>
internal static class LearningRules
{
    /// <summary>Percent of a training by which most would show that they learn.</summary>
    public const int FairPart = 40;

    /// <summary>Percent by which a goal would be found.</summary>
    public const int FirstPart = 20;

    /// <summary>
    /// The same where success comes late, in hindsight, out of curiosity and where hardly any episode pays anything yet; and
    /// where the first episodes are so long that some of them are the learnt policy's.
    /// </summary>
    public const int PatientPart = 75;

    // Fewest episodes that are all alike.
    private const int AlikeEpisodes = 20;

    // How far the mean return lies above the least one, as a share of what there is to gain, where success is rare: a training of
    // FrozenLake8x8 that ends well has reached its goal in 0.1 % of the episodes by its middle.
    private const double RareSuccess = 0.02;

    // Most stretches of a beginning that is all from before much was learnt: ppo reaches the goal of MountainCarContinuous in its
    // first episode, and the first fifteen take a tenth of its training.
    private const int LongStart = 5;

    // Where a return lies between the least and the greatest so far that is good in itself.
    private const double GoodShare = 2.0 / 3;

    // Fewest updates that should show: the shortest of the presets' trainings have 600.
    private const long LeastUpdates = 200;

    // Stretches that a policy must have been in a bad state for, and a longer time.
    private const int Lasting = 5, Long = 20;

    private const double ClippedShare = 0.95, AtBoundsShare = 0.8, ExplainedShare = 0.02;

    /// <summary>A rule: what to say of the stretches of a training until now; null for nothing.</summary>
    /// <param name="figures">The stretches, a hundredth of the training each; the last is the present one.</param>
    /// <param name="setting">What the run is.</param>
    /// <returns>The line, or null.</returns>
    public delegate string? Rule(ReadOnlySpan<LearningFigures> figures, LearningSetting setting);

    /// <summary>
    /// All rules, the most telling first. Their order is that of what checkpoints keep of them, so new ones come last.
    /// </summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        NoUpdate, EpisodesAreAlike, ActionsAtBounds, EntropyIsGone, ValuesExplainNothing, AlwaysClipped, NoBetterThanAtStart,
        NoEpisodeEnded,
    ];

    /// <summary>Index of the rule that is for what no other explains.</summary>
    public static int LastResort { get; } = All.ToList().IndexOf(NoBetterThanAtStart);

    /// <summary>Whether a rule goes by the returns of episodes.</summary>
    /// <param name="rule">Its index.</param>
    public static bool LooksAtReturns(int rule) => All[rule] != NoUpdate;

    /// <summary>Nothing was learnt from yet.</summary>
    public static string? NoUpdate(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        bool none = setting.CountsUpdates && Sum(figures).Updates == 0;
        return !none || figures.Length < FairPart ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"After {figures.Length} % of the training there has been no update: nothing is learnt. Raise steps, or lower what " +
            $"an update waits for (t_max, topology.envs_per_actor, the method's learning_starts or random_steps).");
    }

    /// <summary>Episodes go on for ever, so there is no return to judge by.</summary>
    public static string? NoEpisodeEnded(ReadOnlySpan<LearningFigures> figures, LearningSetting setting) =>
        figures.Length < FirstPart || Sum(figures).Returns.Count > 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"After {figures.Length} % of the training no episode has ended, so no return can be shown, and each episode of an " +
            $"evaluation is cut at evaluation.max_steps. Set max_episode_steps, or let the environment end its episodes.");

    /// <summary>Every episode paid the same, so no action seems better than another.</summary>
    public static string? EpisodesAreAlike(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        ReturnMoments all = Sum(figures).Returns;

        // Where every episode ends at the goal with the same return, there is still a time to shorten.
        bool alike = all.Count >= AlikeEpisodes && all.Least == all.Greatest
            && (all.Greatest == 0 || all.Shortest == all.Longest);
        return !alike || figures.Length < (setting.LearnsUnrewarded ? PatientPart : FirstPart) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"All {all.Count:N0} episodes so far had the return {Number(all.Mean)}: no reward tells good actions from bad " +
            $"ones. If there is a goal, it was never reached: {setting.ExploreMore}, {CuriosityOr(setting)}reward the way to " +
            $"it.");
    }

    /// <summary>Continuous actions are stuck at their bounds.</summary>
    public static string? ActionsAtBounds(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        LearningFigures lately = Last(figures, Lasting);
        double share = (double)lately.ActionNumbersAtBounds / lately.ActionNumbers;
        bool stuck = share > AtBoundsShare && ShouldShow(figures, setting) && IsNoBetter(figures);
        return !stuck ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{share:P0} of the actions are at a bound of their range or close to it, and the return is no better than at the " +
            $"start: the policy is saturated. Lower {setting.Rates}, scale rewards down (reward_scale), or set " +
            $"normalize_observations=true.");
    }

    /// <summary>The policy has stopped exploring before it found anything.</summary>
    public static string? EntropyIsGone(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        LearningFigures lately = Last(figures, Lasting);
        double entropy = lately.Entropy / lately.Decisions;
        return !(entropy < setting.LeastEntropy) || !IsNoBetter(figures) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"The policy's entropy fell to {entropy:G2} nats while the return is no better than at the start: it has nearly " +
            $"stopped exploring. Lower {setting.Rates}, or {setting.ExploreMore}.");
    }

    /// <summary>The value function foresees nothing of the returns.</summary>
    public static string? ValuesExplainNothing(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        LearningFigures lately = Last(figures, Long);
        double explained = lately.Explained.Value;
        bool nothing = explained < ExplainedShare && lately.Returns.Variance > 0;
        return !nothing || !ShouldShow(figures, setting) || !IsNoBetter(figures) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"The value function explains nothing of the returns (explained variance {explained:F2}), and the return is no " +
            $"better than at the start. See whether observations tell states apart, scale rewards to the order of 1 " +
            $"(reward_scale), or try another {setting.Rates}.");
    }

    /// <summary>Gradients are clipped all the time, and nothing comes of it.</summary>
    public static string? AlwaysClipped(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        LearningFigures lately = Last(figures, Long);
        double share = (double)lately.Clipped / lately.Updates;
        bool always = share > ClippedShare && ShouldShow(figures, setting) && WasNeverBetter(figures);
        return !always ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{share:P0} of the gradients are clipped, and the return is no better than at the start. Scale rewards down " +
            $"(reward_scale), raise max_grad_norm, or try another {setting.Rates}.");
    }

    /// <summary>The return is what it was before anything was learnt.</summary>
    public static string? NoBetterThanAtStart(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        var trend = LearningTrend.Of(figures);
        return !ShouldShow(figures, setting) || !WasNeverBetter(figures) ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"After {figures.Length} % of the training the mean return, {Number(trend.Recent.Mean)}, is no better than that of " +
            $"its first {trend.Start.Count:N0} episodes, {Number(trend.Start.Mean)}, before much was learnt. Train longer, try " +
            $"another {setting.Rates}, {setting.ExploreMore}, or look at what it sees and is paid: asyncrl inspect-env.");
    }

    // Whether a training that learns would show it by now.
    private static bool ShouldShow(ReadOnlySpan<LearningFigures> figures, LearningSetting setting)
    {
        LearningFigures sum = Sum(figures);
        bool patient = setting.LearnsUnrewarded || SucceedsRarely(sum.Returns)
            || LearningTrend.Of(figures).StartStretches > LongStart;
        return figures.Length >= (patient ? PatientPart : FairPart) && (sum.Updates >= LeastUpdates || !setting.CountsUpdates);
    }

    private static bool SucceedsRarely(in ReturnMoments all) => all.Mean - all.Least < RareSuccess * (all.Greatest - all.Least);

    private static bool IsNoBetter(ReadOnlySpan<LearningFigures> figures) =>
        CanTell(figures) && !LearningTrend.IsBetter(figures);

    private static bool WasNeverBetter(ReadOnlySpan<LearningFigures> figures) =>
        CanTell(figures) && !LearningTrend.WasEverBetter(figures);

    // Whether returns that are no better than those of the beginning are bad: not where they are good and the beginning was late.
    private static bool CanTell(ReadOnlySpan<LearningFigures> figures)
    {
        var trend = LearningTrend.Of(figures);
        ReturnMoments all = Sum(figures).Returns;
        bool isGood = trend.Recent.Mean - all.Least > GoodShare * (all.Greatest - all.Least);
        return trend.IsKnown && !(isGood && trend.StartStretches > LongStart);
    }

    private static LearningFigures Last(ReadOnlySpan<LearningFigures> figures, int stretches) =>
        Sum(figures[^Math.Min(stretches, figures.Length)..]);

    private static LearningFigures Sum(ReadOnlySpan<LearningFigures> figures)
    {
        LearningFigures sum = default;
        foreach (ref readonly LearningFigures f in figures)
        {
            sum.Add(f);
        }

        return sum;
    }

    private static string CuriosityOr(LearningSetting setting) => setting.IsCurious ? "or " : "try curiosity (rnd), or ";

    private static string Number(double value) =>
        value.ToString(
            Math.Abs(value) switch { < 1 => "G2", < 100 => "0.#", < 1e9 => "0", _ => "G4" }, CultureInfo.InvariantCulture);
}
