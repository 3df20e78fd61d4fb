using System.Runtime.ExceptionServices;
using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Evaluation;

/// <summary>
/// Plays separate episodes and reports their raw returns. Each episode has seeds of its own, derived from the evaluation's seed
/// and the episode's number, so that the result does not depend on how many threads play.
/// </summary>
/// <remarks>The environments that it has made are disposed of when it ends, however it does.</remarks>
public static class Evaluator
{
    /// <summary>
    /// Steps after which an evaluation cuts an episode, unless told otherwise: half an hour of Atari at 60 frames/s and repeat 4.
    /// </summary>
    public const long DefaultMaxSteps = EvaluationOptions.DefaultMaxSteps;

    private const string WhereOneExists =
        "Each thread plays an environment of its own; where only one can exist, play with one thread (--threads 1).";

    /// <summary>Evaluates a trained policy.</summary>
    /// <param name="policy">The policy. It is played under the limit on an episode's steps that it was trained under.</param>
    /// <param name="createEnvironment">Makes one environment per thread. The time limit of the class's
    /// <see cref="EnvironmentAttribute"/> holds unless the environment comes with a <see cref="TimeLimit"/> of its own.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="mode">Greedy or sampled actions.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with; a single one is the caller's.</param>
    /// <param name="cancellation">Asks to stop after the step that is being played.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    /// <exception cref="EvaluationFaultException">The environment threw.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before all episodes were played.</exception>
    public static EvaluationResult Run(
        TrainedPolicy policy, Func<Environment> createEnvironment, int episodes, ulong seed,
        PolicyMode mode = PolicyMode.Greedy, long maxSteps = DefaultMaxSteps, int threads = 1,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(createEnvironment);
        using var pool = new EnvironmentPool(WhereOneExists);
        return RunIn(
            policy, () => policy.Description.Limit(ClassLimit.Within(pool.Make(createEnvironment))), episodes, seed, mode,
            maxSteps, threads,
            () => cancellation.IsCancellationRequested);
    }

    /// <summary>Evaluates the policy that chooses uniformly among the legal actions.</summary>
    /// <inheritdoc
    /// cref="Run(TrainedPolicy, Func{Environment}, int, ulong, PolicyMode, long, int, CancellationToken)"/>
    public static EvaluationResult RunRandom(
        Func<Environment> createEnvironment, int episodes, ulong seed, long maxSteps = DefaultMaxSteps, int threads = 1,
        CancellationToken cancellation = default) =>
        Run(
            environment => new RandomAgent(environment.ActionSpace), createEnvironment, episodes, seed, maxSteps, threads,
            cancellation);

    /// <summary>Evaluates an agent of any kind.</summary>
    /// <param name="createAgent">Makes the agent that plays an environment; called once per thread, on that thread. Agents are
    /// not disposed of.</param>
    /// <param name="createEnvironment">Makes one environment per thread. The time limit of the class's
    /// <see cref="EnvironmentAttribute"/> holds unless the environment comes with a <see cref="TimeLimit"/> of its own.</param>
    /// <param name="episodes">Episodes to play; at least 1.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="maxSteps">An episode is cut after this many steps.</param>
    /// <param name="threads">Threads to play with; a single one is the caller's.</param>
    /// <param name="cancellation">Asks to stop after the step that is being played.</param>
    /// <returns>Returns and lengths of the episodes.</returns>
    /// <exception cref="EvaluationFaultException">The environment or the agent threw.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop before all episodes were played.</exception>
    public static EvaluationResult Run(
        Func<Environment, IAgent> createAgent, Func<Environment> createEnvironment, int episodes, ulong seed,
        long maxSteps = DefaultMaxSteps, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(createEnvironment);
        using var pool = new EnvironmentPool(WhereOneExists);
        return Play(
            createAgent, () => ClassLimit.Within(pool.Make(createEnvironment)), episodes, seed, maxSteps, threads,
            () => cancellation.IsCancellationRequested);
    }

    /// <summary>
    /// Evaluates a trained policy in environments that somebody else disposes of, until it is asked to stop, which it asks for
    /// before every step. <paramref name="createAgent"/> plays with the policy otherwise than by its outputs alone.
    /// </summary>
    internal static EvaluationResult RunIn(
        TrainedPolicy policy, Func<Environment> environments, int episodes, ulong seed, PolicyMode mode, long maxSteps,
        int threads, Func<bool> stops, Func<TrainedPolicy, Environment, IAgent>? createAgent = null) =>
        Play(
            environment =>
            {
                policy.RequireFit(environment);
                return createAgent?.Invoke(policy, environment) ?? new PolicyAgent(policy, mode);
            },
            environments, episodes, seed, maxSteps, threads, stops, ownsAgents: true);

    private static EvaluationResult Play(
        Func<Environment, IAgent> createAgent, Func<Environment> environments, int episodes, ulong seed, long maxSteps,
        int threads, Func<bool> stops, bool ownsAgents = false)
    {
        ArgumentNullException.ThrowIfNull(createAgent);
        ArgumentOutOfRangeException.ThrowIfLessThan(episodes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1);
        var returns = new double[episodes];
        var lengths = new long[episodes];
        var measures = new double[episodes][];
        IReadOnlyList<string> measureNames = [];
        int capped = 0;
        int next = -1;
        Exception? fault = null;

        // A single thread is the caller's: an environment may have to be used by the thread that uses all of its kind.
        int workers = Math.Clamp(threads, 1, episodes);
        if (workers == 1)
        {
            Work();
        }
        else
        {
            Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Factory.StartNew(
                Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))).GetAwaiter().GetResult();
        }

        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        return new EvaluationResult(returns, lengths, capped)
        {
            Measures = [.. measureNames.Select((name, i) => new EpisodeMeasure(name, [.. measures.Select(m => m[i])]))],
        };

        void Work()
        {
            try
            {
                Environment environment = environments();
                IAgent agent = createAgent(environment);
                using IDisposable? owned = ownsAgents ? agent as IDisposable : null;
                var play = new EpisodePlay(
                    environment, agent, () => stops() || Volatile.Read(ref fault) is not null);
                for (int e = Interlocked.Increment(ref next); e < episodes; e = Interlocked.Increment(ref next))
                {
                    if (!play.Play(seed, e, maxSteps))
                    {
                        Interlocked.Increment(ref capped);
                    }

                    (returns[e], lengths[e], measures[e]) = (play.Return, play.Length, play.Measures);
                }

                Volatile.Write(ref measureNames, play.MeasureNames); // the same on all threads
            }
            catch (Exception e)
            {
                // The first counts; the other threads stop as well.
                Interlocked.CompareExchange(ref fault, e, null);
            }
        }
    }
}
