using AsyncRL.Environments;
using AsyncRL.Policies;
using AsyncRL.Tabular;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Evaluation;

/// <summary>
/// Plays separate episodes and reports their raw returns. Each episode has seeds of its own, derived from the evaluation's seed and
/// the episode's number, so that the result does not depend on how many threads play.
/// </summary>
public static class Evaluator
{
    /// <summary>Steps after which an evaluation cuts an episode, unless told otherwise: half an hour of Atari at 60 frames/s and repeat 4.</summary>
    public const long DefaultMaxSteps = 27_000;

    /// <summary>Evaluates a trained policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="createEnvironment">Makes one environment a thread.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="mode">Greedy or sampled actions.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    public static EvaluationResult Run(
        TrainedPolicy policy, Func<Environment> createEnvironment, int episodes, ulong seed,
        PolicyMode mode = PolicyMode.Greedy, long maxSteps = DefaultMaxSteps, int threads = 1) =>
        Run(createEnvironment, episodes, seed, maxSteps, threads, environment =>
        {
            RequireSpaces(policy, environment);
            PolicyActor actor = policy.CreateActor();
            return new Player(
                s =>
                {
                    actor.Reseed(s);
                    actor.BeginEpisode();
                },
                (observation, legal) => actor.Choose(observation, mode, legal));
        });

    /// <summary>Evaluates the policy of a tabular method.</summary>
    /// <param name="solution">What the method found out; its policy is played.</param>
    /// <param name="createEnvironment">Makes one environment a thread.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    /// <exception cref="ArgumentException">The environment's states and actions are not the solution's.</exception>
    public static EvaluationResult Run(
        TabularSolution solution, Func<Environment> createEnvironment, int episodes, ulong seed, long maxSteps = DefaultMaxSteps, int threads = 1) =>
        Run(createEnvironment, episodes, seed, maxSteps, threads, environment =>
        {
            (int states, int actions) = TabularWorld.Count(environment);
            return states == solution.States && actions == solution.Actions
                ? new Player(_ => { }, (observation, legal) => LegalAction(solution.Policy[(int)observation[0]], legal))
                : throw new ArgumentException(
                    $"The solution has {solution.States} states and {solution.Actions} actions, but this environment has {states} and {actions}; evaluate it on its own world.");
        });

    /// <summary>Evaluates the policy that chooses uniformly among the legal actions.</summary>
    /// <inheritdoc cref="Run(TrainedPolicy, Func{Environment}, int, ulong, PolicyMode, long, int)"/>
    public static EvaluationResult RunRandom(
        Func<Environment> createEnvironment, int episodes, ulong seed, long maxSteps = DefaultMaxSteps, int threads = 1) =>
        Run(createEnvironment, episodes, seed, maxSteps, threads, environment =>
        {
            var random = Pcg64.FromSeed(0);
            var actions = new RandomActions(environment.ActionSpace, random);
            return new Player(s => random.Reseed(new SeedSequence(s)), (_, legal) => actions.Next(legal));
        });

    private static EvaluationResult Run(
        Func<Environment> createEnvironment, int episodes, ulong seed, long maxSteps, int threads, Func<Environment, Player> createPlayer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1);
        var returns = new double[episodes];
        var lengths = new long[episodes];
        int capped = 0;
        int next = -1;
        var workers = new Task[Math.Clamp(threads, 1, episodes)];
        for (int w = 0; w < workers.Length; w++)
        {
            workers[w] = Task.Factory.StartNew(
                () =>
                {
                    Environment environment = createEnvironment();
                    Player player = createPlayer(environment);
                    var observation = new float[environment.ObservationSpace.Length];
                    for (int e = Interlocked.Increment(ref next); e < episodes; e = Interlocked.Increment(ref next))
                    {
                        try
                        {
                            if (!PlayEpisode(environment, player, observation, seed, e, maxSteps, out returns[e], out lengths[e]))
                            {
                                Interlocked.Increment(ref capped);
                            }
                        }
                        catch (Exception fault) when (fault is not OutOfMemoryException)
                        {
                            throw new EvaluationFaultException(environment.Unwrapped.GetType().Name, e + 1, lengths[e], fault);
                        }
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        Task.WhenAll(workers).GetAwaiter().GetResult();
        return new EvaluationResult(returns, lengths, capped);
    }

    // A method that never met a state does not know which of its actions are illegal.
    private static int LegalAction(int action, ReadOnlySpan<bool> legal) => legal.Length == 0 || legal[action] ? action : legal.IndexOf(true);

    // False when the episode was cut by the evaluation's own limit.
    private static bool PlayEpisode(
        Environment environment, Player player, float[] observation, ulong seed, int episode, long maxSteps, out double sum, out long length)
    {
        sum = 0;
        bool[] legal = new bool[environment.ActionMaskWidth];
        player.Begin(Seeds.Value(seed, episode, Seeds.Purpose.EvaluationActions));
        length = 0;
        environment.Reset(Seeds.Value(seed, episode, Seeds.Purpose.Evaluation), observation);
        for (length = 1; ; length++)
        {
            if (legal.Length > 0)
            {
                environment.WriteActionMask(legal);
            }

            StepResult result = environment.Step(player.Act(observation, legal), observation);
            sum += result.Reward;
            if (result.Terminated || result.Truncated)
            {
                return true;
            }

            if (length == maxSteps)
            {
                return false;
            }
        }
    }

    /// <summary>Checks that a policy's spaces are an environment's.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    internal static void RequireSpaces(TrainedPolicy policy, Environment environment)
    {
        ModelDescription model = policy.Description;
        if (model.ObservationSpace.Length != environment.ObservationSpace.Length
            || $"{model.ActionSpace}" != $"{environment.ActionSpace}")
        {
            throw new ArgumentException(
                $"The policy was trained on {model.EnvironmentId} (observations {model.ObservationSpace}, actions {model.ActionSpace}), but this " +
                $"environment has observations {environment.ObservationSpace} and actions {environment.ActionSpace}.");
        }
    }

    private sealed record Player(Action<ulong> Begin, Player.Choose Act)
    {
        public delegate EnvironmentAction Choose(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal);
    }
}
