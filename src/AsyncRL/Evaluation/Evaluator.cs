using AsyncRL.Agents;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Evaluation;

/// <summary>
/// Plays separate episodes and reports their raw returns. Each episode has seeds of its own, derived from the evaluation's seed
/// and the episode's number, so that the result does not depend on how many threads play.
/// </summary>
public static class Evaluator
{
    /// <summary>
    /// Steps after which an evaluation cuts an episode, unless told otherwise: half an hour of Atari at 60 frames/s and repeat 4.
    /// </summary>
    public const long DefaultMaxSteps = EvaluationOptions.DefaultMaxSteps;

    /// <summary>Evaluates a trained policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="createEnvironment">Makes one environment per thread.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="mode">Greedy or sampled actions.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    public static EvaluationResult Run(
        TrainedPolicy policy, Func<Environment> createEnvironment, int episodes, ulong seed,
        PolicyMode mode = PolicyMode.Greedy, long maxSteps = DefaultMaxSteps, int threads = 1) =>
        Run(
            environment =>
            {
                RequireSpaces(policy, environment);
                return new PolicyAgent(policy, mode);
            },
            createEnvironment, episodes, seed, maxSteps, threads);

    /// <summary>Evaluates the policy that chooses uniformly among the legal actions.</summary>
    /// <inheritdoc cref="Run(TrainedPolicy, Func{Environment}, int, ulong, PolicyMode, long, int)"/>
    public static EvaluationResult RunRandom(
        Func<Environment> createEnvironment, int episodes, ulong seed, long maxSteps = DefaultMaxSteps, int threads = 1) =>
        Run(environment => new RandomAgent(environment.ActionSpace), createEnvironment, episodes, seed, maxSteps, threads);

    /// <summary>Evaluates an agent of any kind.</summary>
    /// <param name="createAgent">Makes the agent that plays an environment; called once per thread, on that thread.</param>
    /// <param name="createEnvironment">Makes one environment per thread.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    /// <exception cref="EvaluationFaultException">The environment or the agent threw.</exception>
    public static EvaluationResult Run(
        Func<Environment, IAgent> createAgent, Func<Environment> createEnvironment, int episodes, ulong seed,
        long maxSteps = DefaultMaxSteps, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(createAgent);
        ArgumentNullException.ThrowIfNull(createEnvironment);
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
                    var play = new EpisodePlay(environment, createAgent(environment));
                    for (int e = Interlocked.Increment(ref next); e < episodes; e = Interlocked.Increment(ref next))
                    {
                        if (!play.Play(seed, e, maxSteps))
                        {
                            Interlocked.Increment(ref capped);
                        }

                        (returns[e], lengths[e]) = (play.Return, play.Length);
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        Task.WhenAll(workers).GetAwaiter().GetResult();
        return new EvaluationResult(returns, lengths, capped);
    }

    /// <summary>Checks that a policy's spaces are an environment's.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="environment">The environment.</param>
    /// <exception cref="ArgumentException">They differ.</exception>
    internal static void RequireSpaces(TrainedPolicy policy, Environment environment)
    {
        PolicyDescription model = policy.Description;
        if (model.ObservationSpace.Length != environment.ObservationSpace.Length
            || $"{model.ActionSpace}" != $"{environment.ActionSpace}")
        {
            throw new ArgumentException(
                $"The policy was trained on {model.EnvironmentId} (observations {model.ObservationSpace}, " +
                $"actions {model.ActionSpace}), but this environment has observations {environment.ObservationSpace} and " +
                $"actions {environment.ActionSpace}.");
        }
    }
}
