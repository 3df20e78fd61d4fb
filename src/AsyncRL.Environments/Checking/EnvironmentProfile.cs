using System.Diagnostics;

namespace AsyncRL.Environments.Checking;

/// <summary>
/// What an environment looks like to a random player: what there is to earn and to see, and at what scale.
/// </summary>
public sealed record EnvironmentProfile
{
    /// <summary>The discount that <see cref="DiscountedReturn"/> is of.</summary>
    public const double Discount = 0.99;

    /// <summary>Steps after which an episode is cut, unless told otherwise.</summary>
    public const int DefaultMostSteps = 27_000;

    // A first look: enough for scales, and over before anybody waits for it.
    private const int LookEpisodes = 100, LookSteps = 5_000;
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(2);

    // Reward values beyond this many are not told apart.
    private const int MostRewardValues = 1_000;

    /// <summary>Episodes played.</summary>
    public required int Episodes { get; init; }

    /// <summary>Steps played.</summary>
    public required long Steps { get; init; }

    /// <summary>Episodes that terminated.</summary>
    public required int Terminated { get; init; }

    /// <summary>Episodes that were truncated by the environment.</summary>
    public required int Truncated { get; init; }

    /// <summary>Episodes that were given up because they went on too long.</summary>
    public required int Cut { get; init; }

    /// <summary>Undiscounted returns of the episodes.</summary>
    public required Spread Return { get; init; }

    /// <summary>Lengths of the episodes in steps.</summary>
    public required Spread Length { get; init; }

    /// <summary>Rewards of the steps.</summary>
    public required Spread Reward { get; init; }

    /// <summary>Share of the steps whose reward is not 0.</summary>
    public required double NonzeroRewards { get; init; }

    /// <summary>Share of the episodes with a reward other than 0.</summary>
    public required double EpisodesWithReward { get; init; }

    /// <summary>The first number of an observation that its space does not allow; null where none was seen.</summary>
    public SpaceViolation? OutsideSpace { get; init; }

    /// <summary>Reward values with how often each was seen, the most frequent first; at most 1,000 are told apart.</summary>
    public required IReadOnlyList<KeyValuePair<double, long>> RewardValues { get; init; }

    /// <summary>Discounted returns of all states visited: about what a value function has to say.</summary>
    public required Spread DiscountedReturn { get; init; }

    /// <summary>The elements of the observation.</summary>
    public required IReadOnlyList<Spread> Observation { get; init; }

    /// <summary>Shape of the observation; empty for a single index.</summary>
    public required IReadOnlyList<int> ObservationShape { get; init; }

    /// <summary>
    /// Whether a network reads an element as the number it is; choices are read one-hot, and bytes as 0 to 1.
    /// </summary>
    public required IReadOnlyList<bool> IsReadAsNumber { get; init; }

    /// <summary>Seconds that the environment takes for a step, resets included.</summary>
    public required double SecondsPerStep { get; init; }

    /// <summary>
    /// A first look at an environment before it is trained on: random play of at most 100 episodes, 5,000 steps and two seconds.
    /// An episode that is then going on is cut.
    /// </summary>
    /// <param name="environment">The environment; to be reset before it is used again.</param>
    /// <param name="seed">Decides everything that happens.</param>
    /// <param name="cancellation">Asks the look to end before its next step; a step or reset in progress is waited for.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="InvalidOperationException">A reward or an element of an observation is not a finite number.</exception>
    /// <exception cref="OperationCanceledException">It was asked to end.</exception>
    public static EnvironmentProfile Look(
        Environment environment, ulong seed = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Measure(environment, LookEpisodes, seed, LookSteps, LookSteps, LookTime, cancellation);
    }

    /// <summary>Plays an environment at random.</summary>
    /// <param name="create">Makes a fresh instance.</param>
    /// <param name="episodes">Episodes to play, at least 1.</param>
    /// <param name="seed">Decides everything that happens.</param>
    /// <param name="mostSteps">Steps after which an episode is cut, at least 1.</param>
    /// <returns>What was seen.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="episodes"/> or
    /// <paramref name="mostSteps"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">A reward or an element of an observation is not a finite number, or a choice
    /// is none of its space.</exception>
    public static EnvironmentProfile Measure(
        Func<Environment> create, int episodes = 100, ulong seed = 0, int mostSteps = DefaultMostSteps)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostSteps, 1);
        using var pool = new EnvironmentPool();
        return Measure(pool.Make(create), episodes, seed, mostSteps, long.MaxValue, TimeSpan.MaxValue);
    }

    private static EnvironmentProfile Measure(
        Environment environment, int mostEpisodes, ulong seed, int mostSteps, long budget, TimeSpan limit,
        CancellationToken cancellation = default)
    {
        var player = new RandomPlayer(environment, seed);
        var clock = Stopwatch.StartNew();
        var elements = new ElementSpreads(player.Observation.Length);
        var values = new Dictionary<double, long>();
        var rewards = new List<double>();
        List<double> returns = [], lengths = [], all = [], discounted = [];
        int terminated = 0, truncated = 0, rewarded = 0;
        SpaceViolation? outside = null;
        bool isOver = false;
        for (int e = 0; e < mostEpisodes && !isOver; e++)
        {
            rewards.Clear();
            StopIfAsked(cancellation);
            player.Reset(e == 0 ? seed : null);
            Require(player, 0, default, e);
            elements.Add(player.Observation);
            StepResult result = default;
            while (!result.EpisodeEnded && rewards.Count < mostSteps && !isOver)
            {
                StopIfAsked(cancellation);
                result = Played(player, rewards.Count + 1, e);
                Require(player, rewards.Count + 1, result, e);
                rewards.Add(result.Reward);
                isOver = all.Count + rewards.Count >= budget || clock.Elapsed >= limit;
                elements.Add(player.Observation);
                outside ??= player.Environment.ObservationSpace.FindViolation(player.Observation);
                if (values.TryGetValue(result.Reward, out long count) || values.Count < MostRewardValues)
                {
                    values[result.Reward] = count + 1;
                }
            }

            terminated += result.Terminated ? 1 : 0;
            truncated += result is { Terminated: false, Truncated: true } ? 1 : 0;
            rewarded += rewards.Exists(r => r != 0) ? 1 : 0;
            returns.Add(rewards.Sum());
            lengths.Add(rewards.Count);
            all.AddRange(rewards);
            double ahead = 0;
            for (int i = rewards.Count - 1; i >= 0; i--)
            {
                discounted.Add(ahead = rewards[i] + (Discount * ahead));
            }
        }

        int episodes = returns.Count;
        return new EnvironmentProfile
        {
            SecondsPerStep = clock.Elapsed.TotalSeconds / all.Count,
            Episodes = episodes,
            Steps = all.Count,
            Terminated = terminated,
            Truncated = truncated,
            Cut = episodes - terminated - truncated,
            Return = Spread.Of(returns),
            Length = Spread.Of(lengths),
            Reward = Spread.Of(all),
            NonzeroRewards = all.Count(r => r != 0) / (double)all.Count,
            EpisodesWithReward = rewarded / (double)episodes,
            RewardValues = [.. values.OrderByDescending(v => v.Value).ThenBy(v => v.Key)],
            DiscountedReturn = Spread.Of(discounted),
            Observation = elements.All,
            ObservationShape = player.Environment.ObservationSpace.Shape,
            OutsideSpace = outside,
            IsReadAsNumber = [.. ReadAsNumbers(player.Environment.ObservationSpace)],
        };
    }

    /// <summary>What <see cref="OutsideSpace"/> is, with what to do, as sentences; null where it is null.</summary>
    internal string? WarningOfSpace() => OutsideSpace is { } outside ? ProfileAdvice.Outside(outside) : null;

    private static void StopIfAsked(CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException("it was asked to stop", cancellation);
        }
    }

    private static StepResult Played(RandomPlayer player, int step, int episode)
    {
        try
        {
            return player.Step();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidOperationException(
                $"{player.Environment.Unwrapped.GetType().Name} threw {e.GetType().Name} at step {step} of episode " +
                $"{episode + 1} (after the action {player.LastAction}): {e.Message.TrimEnd('.')}; see 'asyncrl check-env'.", e);
        }
    }

    private static void Require(RandomPlayer player, int step, in StepResult result, int episode)
    {
        if (Answers.FindFault(result, player.Environment.ObservationSpace, player.Observation) is { } fault)
        {
            throw new InvalidOperationException(
                $"{player.Environment.Unwrapped.GetType().Name} {fault} at step {step} of episode {episode + 1}" +
                $"{(step == 0 ? " (the reset)" : $" (after the action {player.LastAction})")}; see 'asyncrl check-env'.");
        }
    }

    private static IEnumerable<bool> ReadAsNumbers(Space space) => space is CompositeSpace composite
        ? composite.Parts.SelectMany(p => ReadAsNumbers(p.Space))
        : Enumerable.Repeat(space is Box and not { ElementType: ElementType.UInt8 }, space.Length);

    /// <summary>A factor that brings rewards to a scale that networks learn from; null where theirs is one.</summary>
    /// <returns>A power of ten.</returns>
    public double? SuggestedRewardScale() => ProfileAdvice.RewardScale(this);

    /// <summary>Why rewards should be scaled; null where nothing speaks for it.</summary>
    /// <returns>A clause, such as "rewards average 0.54 a step, which adds up to 54 where an episode goes on".</returns>
    public string? ReasonToScaleRewards() => SuggestedRewardScale() is null ? null : ProfileAdvice.ReasonToScale(this);

    /// <summary>Why observations should be normalised; null where nothing speaks for it.</summary>
    /// <returns>A clause, such as "element 2 varies by 300 and element 0 by 0.1".</returns>
    public string? ReasonToNormalize() => ProfileAdvice.ReasonToNormalize(this);

    /// <summary>What the numbers suggest for training, a sentence or two each; empty where nothing stands out.</summary>
    /// <returns>The suggestions.</returns>
    public IReadOnlyList<string> Advice() => ProfileAdvice.Of(this);
}
