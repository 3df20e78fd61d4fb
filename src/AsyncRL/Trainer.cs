using System.Reflection;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Metrics;
using AsyncRL.Runs;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL;

/// <summary>
/// Trains agents on environments of one's own, in one call. The command <c>asyncrl</c> does no more than this.
/// </summary>
public static class Trainer
{
    /// <summary>Trains a policy.</summary>
    /// <param name="createEnvironment">Makes one environment: <c>() => new MyGame()</c>. Called once for each environment that
    /// plays, so instances must share no mutable state. The time limit of the class's <see cref="EnvironmentAttribute"/> holds
    /// unless the environment comes with a <see cref="TimeLimit"/> of its own.</param>
    /// <param name="options">What to train with; the defaults are those of <c>docs/options.md</c>.</param>
    /// <param name="algorithm">Name of the algorithm; "a3c" unless told otherwise.</param>
    /// <param name="progress">Called a few times a second and at every report, on the calling thread.</param>
    /// <param name="runFolder">A new or empty folder to keep checkpoints and metrics in; null to keep nothing.</param>
    /// <param name="sinks">
    /// Where every report is written to besides the folder's files; see <see cref="TrainingRun.AddSink"/>. They are not disposed
    /// of.
    /// </param>
    /// <param name="cancellation">Asks training to stop after the step it is in; with a folder the run is saved and can be
    /// resumed.</param>
    /// <returns>The trained policy and how training ended.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown, or an option does not fit.</exception>
    /// <exception cref="RunFolderException">The folder is not empty.</exception>
    /// <exception cref="TrainingFailedException">An environment or an objective failed, or the run diverged; what was learnt is
    /// saved if there is a folder.</exception>
    public static TrainingOutcome Train(
        Func<Environment> createEnvironment,
        TrainingOptions options,
        string algorithm = "a3c",
        Action<TrainingProgress>? progress = null,
        string? runFolder = null,
        IReadOnlyList<IMetricsSink>? sinks = null,
        CancellationToken cancellation = default)
    {
        Algorithm found = AlgorithmCatalog.Find(algorithm);
        found.Options.RefuseUnread(options);
        Environment first = createEnvironment();
        string name = first.Unwrapped.GetType().Name;
        if (LimitOf(first) is { } limit)
        {
            Func<Environment> create = createEnvironment;
            createEnvironment = () => new TimeLimit(create(), limit);
        }

        RunFolder? folder = runFolder is null ? null : RunFolder.CreateAt(runFolder, force: false);
        folder?.WriteConfiguration(ResolvedConfiguration.FromCode(algorithm, name, options));
        var run = new TrainingRun(found, name, createEnvironment, options, folder);
        if (progress is not null)
        {
            run.Progress += progress;
        }

        foreach (IMetricsSink sink in sinks ?? [])
        {
            run.AddSink(sink);
        }

        return run.Run(cancellation: cancellation);
    }

    // What an id's attribute says holds in code as well. Ids of one class that differ in it leave open which is meant.
    private static int? LimitOf(Environment environment)
    {
        for (Environment outer = environment; outer is Wrapper wrapper; outer = wrapper.Inner)
        {
            if (outer is TimeLimit)
            {
                return null;
            }
        }

        Type type = environment.Unwrapped.GetType();
        int[] limits = [.. type.GetCustomAttributes<EnvironmentAttribute>().Select(a => a.MaxEpisodeSteps).Distinct()];
        return limits switch
        {
            [> 0] when environment.Unwrapped is IEpisodeLimit world => world.EpisodeLimit,
            [> 0 and int limit] => limit,
            _ => null,
        };
    }
}
