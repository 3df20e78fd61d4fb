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
    /// <param name="options">What to train with. What is not set there follows the algorithm and the environment, as it does
    /// with <c>asyncrl train</c>; see <see cref="Configure"/>.</param>
    /// <param name="algorithm">Name of the algorithm; "auto", the default, chooses one for the environment.</param>
    /// <param name="progress">Called a few times a second and at every report, on the calling thread. If it throws, it is called
    /// no more, which <see cref="TrainingOutcome.Warnings"/> tells, and training goes on.</param>
    /// <param name="runFolder">A new or empty folder to keep checkpoints and metrics in; null to keep nothing. The command
    /// <c>asyncrl</c> can watch, evaluate and resume it where the environment is made by its class's defaults, unwrapped, and the
    /// class has exactly one <see cref="EnvironmentAttribute"/>, whose assembly is given with <c>--assembly</c>.</param>
    /// <param name="sinks">
    /// Where every report is written to besides the folder's files; see <see cref="TrainingRun.AddSink"/>. They are not disposed
    /// of.
    /// </param>
    /// <param name="cancellation">Asks training, or the first look before it, to stop after the step or reset it is in; with a
    /// folder the run is saved and can be resumed.</param>
    /// <returns>The trained policy and how training ended.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown, or an option does not fit.</exception>
    /// <exception cref="RunFolderException">The folder is not empty, or another process trains in it.</exception>
    /// <exception cref="TrainingFailedException">An environment or an objective failed, or the run diverged; what was learnt is
    /// saved if there is a folder.</exception>
    public static TrainingOutcome Train(
        Func<Environment> createEnvironment,
        TrainingOptions? options = null,
        string algorithm = AutomaticAlgorithm.Auto,
        Action<TrainingProgress>? progress = null,
        string? runFolder = null,
        IReadOnlyList<IMetricsSink>? sinks = null,
        CancellationToken cancellation = default)
    {
        (ResolvedConfiguration configuration, EnvironmentPreview preview) =
            Prepare(createEnvironment, options, algorithm, cancellation);
        using EnvironmentPreview disposed = preview;

        // The run is made first: options that do not fit must not leave a folder behind, which would refuse the corrected call.
        using var run = new TrainingRun(
            AlgorithmCatalog.Find(configuration.Algorithm), configuration.EnvironmentId, preview.Create, configuration.Options);
        return Train(run, configuration, preview, progress, runFolder, sinks, cancellation);
    }

    /// <summary>Trains one policy for several tasks together, each with an equal share of the steps.</summary>
    /// <param name="tasks">The tasks: <c>[new("Breakout", () => new Breakout()), new("Freeway", () => new Freeway())]</c>. Their
    /// observations are padded to one size and their discrete actions joined to one set (<see cref="TaskSpaces"/>). A task whose
    /// name is an environment's id can be played by the command <c>asyncrl</c>.</param>
    /// <param name="options">What to train with; <c>topology.envs_per_actor</c> is a multiple of the number of tasks, and what is
    /// not set is made one. Scales are not chosen by a first look.</param>
    /// <param name="algorithm">Name of an algorithm that learns several tasks; "auto", the default, chooses one.</param>
    /// <param name="progress">As for one environment; returns are means over the tasks.</param>
    /// <param name="runFolder">As for one environment.</param>
    /// <param name="sinks">As for one environment.</param>
    /// <param name="cancellation">As for one environment.</param>
    /// <returns>The trained policy and how training ended.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown or learns one task alone, an option does not fit, a task is
    /// given twice, or two tasks cannot be learned by one network.</exception>
    /// <exception cref="RunFolderException">The folder is not empty, or another process trains in it.</exception>
    /// <exception cref="TrainingFailedException">An environment or an objective failed, or the run diverged; what was learnt is
    /// saved if there is a folder.</exception>
    public static TrainingOutcome Train(
        IReadOnlyList<TrainingTask> tasks,
        TrainingOptions? options = null,
        string algorithm = AutomaticAlgorithm.Auto,
        Action<TrainingProgress>? progress = null,
        string? runFolder = null,
        IReadOnlyList<IMetricsSink>? sinks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        options ??= new TrainingOptions();
        if (algorithm != AutomaticAlgorithm.Auto)
        {
            AlgorithmCatalog.Find(algorithm).Options.RefuseUnread(options);
        }

        using var preview = new EnvironmentPreview([.. tasks.Select(
            task => task with { Create = () => ClassLimit.Within(task.Create()) })]);
        ResolvedConfiguration configuration = ResolvedConfiguration.For(
            algorithm, [.. tasks.Select(t => t.Name)], PresetCatalog.NoPreset,
            chosen => [ResolvedConfiguration.LayerOf(chosen, options)], preview);
        using var run = new TrainingRun(AlgorithmCatalog.Find(configuration.Algorithm), preview.Tasks, configuration.Options);
        return Train(run, configuration, preview, progress, runFolder, sinks, cancellation);
    }

    private static TrainingOutcome Train(
        TrainingRun run, ResolvedConfiguration configuration, EnvironmentPreview preview, Action<TrainingProgress>? progress,
        string? runFolder, IReadOnlyList<IMetricsSink>? sinks, CancellationToken cancellation)
    {
        if (runFolder is not null)
        {
            run.Folder = RunFolder.CreateAt(runFolder, force: false);
            run.Folder.WriteConfiguration(configuration);
        }

        foreach (string warning in preview.Warnings)
        {
            run.AddWarning(warning);
        }

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

    /// <summary>The configuration that <c>Train</c> trains with, each value with where it comes from.</summary>
    /// <param name="createEnvironment">Makes one environment; called once.</param>
    /// <param name="options">Options that are set; null for none.</param>
    /// <param name="algorithm">Name of the algorithm; "auto" chooses one for the environment.</param>
    /// <returns>The configuration, with nothing left open.</returns>
    /// <exception cref="ArgumentException">The algorithm is unknown, or an option does not fit.</exception>
    public static ResolvedConfiguration Configure(
        Func<Environment> createEnvironment, TrainingOptions? options = null, string algorithm = AutomaticAlgorithm.Auto)
    {
        (ResolvedConfiguration configuration, EnvironmentPreview preview) = Prepare(createEnvironment, options, algorithm);
        preview.Dispose();
        return configuration;
    }

    private static (ResolvedConfiguration Configuration, EnvironmentPreview Preview) Prepare(
        Func<Environment> createEnvironment, TrainingOptions? options, string algorithm, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(createEnvironment);
        options ??= new TrainingOptions();
        if (algorithm != AutomaticAlgorithm.Auto)
        {
            AlgorithmCatalog.Find(algorithm).Options.RefuseUnread(options);
        }

        string? name = null;
        var preview = new EnvironmentPreview(
            () =>
            {
                Environment environment = createEnvironment() ?? throw new ArgumentException(
                    "The factory gave null; it must make an environment.", nameof(createEnvironment));
                name ??= NameOf(environment);
                return ClassLimit.Within(environment);
            },
            cancellation);
        try
        {
            _ = preview.First;

            // Presets are those of ids, which a class in code does not have.
            ResolvedConfiguration configuration = ResolvedConfiguration.For(
                algorithm, name!, PresetCatalog.NoPreset, chosen => [ResolvedConfiguration.LayerOf(chosen, options)], preview);
            return (configuration, preview);
        }
        catch
        {
            preview.Dispose();
            throw;
        }
    }

    // The id of a class that has one makes the run one that the command can go on with and play. A wrapped environment is not the
    // one that the id stands for.
    private static string NameOf(Environment environment)
    {
        Type type = environment.Unwrapped.GetType();
        return environment is not Wrapper && type.GetCustomAttributes<EnvironmentAttribute>().ToArray() is [{ Id: var id }]
            ? id
            : type.Name;
    }
}
