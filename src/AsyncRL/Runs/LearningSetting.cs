using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Policies;

namespace AsyncRL.Runs;

/// <summary>What the rules must know of a run besides its figures.</summary>
internal sealed record LearningSetting
{
    // Standard deviation, as a share of half the range of an action's number, below which a Gaussian is as good as none.
    private const double LeastDeviation = 0.01;

    // Share of the greatest entropy over discrete actions, the sum of ln(n) over the choices.
    private const double LeastShare = 0.01;

    // The options that make a method explore, in the order in which they are looked for; the first that it reads is recommended.
    private static readonly (string Key, string Advice)[] Exploring =
    [
        ("rnd.intrinsic_coef", "raise rnd.intrinsic_coef or ent_coef"),
        ("ent_coef", "raise ent_coef"),
        ("exploration.anneal_steps", "raise exploration.anneal_steps"),
        ("dqn.anneal_steps", "raise dqn.anneal_steps"),
        ("ddpg.noise_std", "raise ddpg.noise_std"),
        ("td3.noise_std", "raise td3.noise_std"),
        ("sac.alpha", "raise sac.alpha, or set sac.sde=true"),
    ];

    /// <summary>The policy's entropy in nats below which it hardly explores; minus infinity where it has none.</summary>
    public double LeastEntropy { get; init; } = double.NegativeInfinity;

    /// <summary>Whether updates are counted; a topology of the user's own need not.</summary>
    public bool CountsUpdates { get; init; } = true;

    /// <summary>Whether returns tell how well it learns; those of several tasks together do not.</summary>
    public bool JudgesReturns { get; init; } = true;

    /// <summary>Whether there are bonuses for what is new.</summary>
    public bool IsCurious { get; init; }

    /// <summary>Whether episodes without a reward teach as well: they are relabeled with goals that they reached, or there are
    /// bonuses for what is new.</summary>
    public bool LearnsUnrewarded { get; init; }

    /// <summary>How to make the method explore more, as an imperative without a full stop.</summary>
    public string ExploreMore { get; init; } = "explore more";

    /// <summary>The keys of the learning rates that are set, such as "learning_rate or rnd.learning_rate".</summary>
    public string Rates { get; init; } = "learning_rate";

    /// <summary>The learning rates that are set; those that are not follow learning_rate, which comes first.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="options">Its options.</param>
    /// <returns>Keys and values.</returns>
    public static IEnumerable<(string Key, string Value)> RatesOf(Algorithm algorithm, TrainingOptions options) =>
        algorithm.Options.Read.Where(o => o.Key.EndsWith("learning_rate", StringComparison.Ordinal) && !o.IsUnset(options))
            .Select(o => (o.Key, o.Format(options)));

    /// <summary>The setting of a run.</summary>
    /// <param name="algorithm">Its algorithm.</param>
    /// <param name="actionSpace">What its actions are.</param>
    /// <param name="policy">How they are drawn.</param>
    /// <param name="hasEntropy">Whether the objective reports an entropy.</param>
    /// <param name="options">Its options.</param>
    /// <returns>The setting.</returns>
    public static LearningSetting Of(
        Algorithm algorithm, Space actionSpace, PolicyKind policy, bool hasEntropy, TrainingOptions options)
    {
        bool isCurious = options.Group<CountBonusOptions>().Coef > 0
            || algorithm.Options.Read.Any(o => o.Key == "rnd.intrinsic_coef");
        return new()
        {
            LeastEntropy = !hasEntropy ? double.NegativeInfinity
                : actionSpace is Box box ? LeastGaussianEntropy(box, inUnits: policy != PolicyKind.Gaussian)
                : LeastShare * ActionSpaces.ChoiceCounts(actionSpace).Sum(n => Math.Log(n)),
            IsCurious = isCurious,
            LearnsUnrewarded = isCurious || options.Group<HindsightOptions>().Strategy != HindsightStrategy.None,
            Rates = string.Join(" or ", RatesOf(algorithm, options).Select(r => r.Key)),
            ExploreMore = Exploring.FirstOrDefault(e => algorithm.Options.Read.Any(o => o.Key == e.Key)).Advice ?? "explore more",
        };
    }

    // Of a Gaussian, ln(sigma sqrt(2 pi e)) per number, in units of the bounds where the policy acts in them. Numbers without
    // bounds are taken to be of the order of 1.
    private static double LeastGaussianEntropy(Box box, bool inUnits)
    {
        double entropy = 0;
        for (int d = 0; d < box.Length; d++)
        {
            double reach = box.High[d] / 2.0 - box.Low[d] / 2.0;
            double sigma = LeastDeviation * (!inUnits && double.IsFinite(reach) && reach > 0 ? reach : 1);
            entropy += Math.Log(sigma * Math.Sqrt(2 * Math.PI * Math.E));
        }

        return entropy;
    }
}
