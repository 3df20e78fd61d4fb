using System.Diagnostics;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Metrics;
using AsyncRL.Neural;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Serialization;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Runs;

/// <summary>
/// One training run from its start, or from a checkpoint, to its end: lets the learner play and in between reports, evaluates and
/// saves.
/// </summary>
/// <remarks>
/// The thread that calls <see cref="Run"/> is the coordinator; it does no learning unless the run is deterministic or
/// synchronous. With a folder everything lands in it; without one nothing is written. Environments are disposed of when
/// <see cref="Run"/> ends, or with a run that never began.
/// </remarks>
public sealed class TrainingRun : IDisposable
{
    private const string WhereFewExist =
        "Where only one can exist, train with topology.threads=1, topology.envs_per_actor=1 and evaluation.episodes=0; where " +
        "only some can, use fewer actors and environments.";

    private const string MoreMinutes = "more TrainingOptions.MaxMinutes";
    private const double SecondsPerMinute = 60;

    private static readonly TimeSpan SignOfLife = TimeSpan.FromMilliseconds(200);

    private readonly Algorithm algorithm;
    private readonly string environmentName;
    private readonly Func<int, Environment> createEnvironment; // of a task, from 0
    private readonly TrainingOptions options;
    private readonly Learner learner;
    private readonly RunClock clock = new();
    private readonly RunReport report;
    private readonly EnvironmentPool environments = new(WhereFewExist);
    private readonly RunWarnings warnings = new();
    private readonly AddedSinks added;
    private readonly Stopwatch stopwatch = new();
    private TimeSpan nextSignOfLife;
    private bool began;
    private bool playEnded;
    private bool timeIsUp;
    private readonly Environment?[] evaluated; // of each task
    private RunSaver? saver;

    /// <summary>Prepares a new run: makes the network, the actors and their environments.</summary>
    /// <param name="algorithm">What to train with.</param>
    /// <param name="environmentName">The environment's id, or a name for it.</param>
    /// <param name="createEnvironment">Makes one environment, a fresh instance each time; called threads x environments per actor
    /// times, and once for all evaluations where there are any.</param>
    /// <param name="options">The resolved options.</param>
    /// <param name="folder">Where the run is kept; null to keep nothing.</param>
    /// <exception cref="ArgumentException">The options do not fit the environment, or <paramref name="createEnvironment"/> gave
    /// an instance twice.</exception>
    /// <exception cref="InvalidOperationException">A further environment could not be made.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public TrainingRun(
        Algorithm algorithm, string environmentName, Func<Environment> createEnvironment, TrainingOptions options,
        RunFolder? folder = null)
        : this(algorithm, environmentName, 1, _ => createEnvironment(), options, folder)
    {
    }

    /// <summary>Prepares a new run of several tasks that are learned together, each with an equal share of the steps.</summary>
    /// <param name="algorithm">What to train with.</param>
    /// <param name="tasks">The tasks; a list of one is a run of one environment. Each makes threads x environments per actor /
    /// tasks environments, and one for all evaluations where there are any.</param>
    /// <param name="options">The resolved options.</param>
    /// <param name="folder">Where the run is kept; null to keep nothing.</param>
    /// <exception cref="ArgumentException">The options do not fit the environments, a task is given twice, two tasks cannot be
    /// learned by one network, or the algorithm learns one task alone.</exception>
    /// <exception cref="InvalidOperationException">A further environment could not be made.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public TrainingRun(
        Algorithm algorithm, IReadOnlyList<TrainingTask> tasks, TrainingOptions options, RunFolder? folder = null)
        : this(algorithm, new EnvironmentPreview(tasks), options, folder)
    {
    }

    // Environments of each task that were made to learn its spaces play first; those that do not get to are disposed of.
    private TrainingRun(Algorithm algorithm, EnvironmentPreview tasks, TrainingOptions options, RunFolder? folder)
        : this(
            algorithm, ResolvedConfiguration.NameOf([.. tasks.Tasks.Select(t => t.Name)]), tasks.Tasks.Count,
            task => tasks.Tasks.Count == 1 ? tasks.Tasks[0].Create() : tasks.Joint!.Enter(task, tasks.Tasks[task].Create()),
            options, folder, tasks)
    {
    }

    private TrainingRun(
        Algorithm algorithm, string environmentName, int tasks, Func<int, Environment> createEnvironment, TrainingOptions options,
        RunFolder? folder, IDisposable? unplayed = null)
    {
        this.algorithm = algorithm;
        this.environmentName = environmentName;
        this.createEnvironment = options.MaxEpisodeSteps == 0
            ? createEnvironment
            : task => new TimeLimit(createEnvironment(task), options.MaxEpisodeSteps);
        this.options = options;
        Folder = folder;
        evaluated = new Environment?[tasks];
        try
        {
            options.Validate();
            learner = new Learner(
                algorithm, environmentName, number => environments.Make(() => this.createEnvironment(number % tasks)), options);
        }
        catch
        {
            environments.Dispose();
            throw;
        }
        finally
        {
            unplayed?.Dispose();
        }

        report = new RunReport(learner, options, warnings);
        added = new AddedSinks(warnings);
        ScheduleFrom(0);
    }

    /// <summary>
    /// Raised a few times a second and at every report, on the coordinator's thread. A handler that throws is dropped with a
    /// warning, and the run goes on.
    /// </summary>
    public event Action<TrainingProgress>? Progress;

    /// <summary>Where the run is kept; null to keep nothing. To be set before <see cref="Run"/>.</summary>
    public RunFolder? Folder { get; set; }

    /// <summary>
    /// Options of the environment, other than its defaults, that <c>createEnvironment</c> makes it with: what the model says of
    /// itself.
    /// </summary>
    public EnvironmentOptions EnvironmentOptions { get; init; } = EnvironmentOptions.None;

    /// <summary>Steps played so far.</summary>
    public long Steps => learner.Shared.Steps;

    /// <summary>Whether the run has trained for all of its minutes; false where there is no limit.</summary>
    public bool IsTimeUsedUp => options.MaxMinutes > 0 && Elapsed >= SecondsPerMinute * options.MaxMinutes;

    /// <summary>The players, in a few words: "2 actors x 8 environments".</summary>
    public string Players => learner.Topology.Description;

    /// <summary>Threads that play or learn.</summary>
    public int Threads => learner.Topology.Threads;

    /// <summary>The policy as it is now: a copy of the shared parameters.</summary>
    public TrainedPolicy Snapshot() => learner.Snapshot(Describe());

    /// <summary>
    /// Has every report written to a sink of one's own as well, whether or not the run has a folder. To be called before <see
    /// cref="Run"/>.
    /// </summary>
    /// <param name="sink">
    /// The sink. It is written to at every report (each <c>report.interval</c> steps, and when the run is complete) by the thread
    /// that calls <see cref="Run"/>, after the run's own files; what
    /// it does there is time that a deterministic or lock-step run does not train in. A sink that throws is dropped, which <see
    /// cref="TrainingProgress.Warning"/> tells once, and the
    /// run goes on. The run does not dispose of it.
    /// </param>
    public void AddSink(IMetricsSink sink) => added.Add(sink);

    /// <summary>Adds something that the user should know: it is told with the next progress and with the outcome.</summary>
    /// <param name="warning">A sentence or two.</param>
    public void AddWarning(string warning) => warnings.Add(warning);

    /// <summary>Takes up a run where a checkpoint left it.</summary>
    /// <param name="checkpoint">A checkpoint or final model of a run with the same options.</param>
    /// <returns>What could not be restored, as sentences; empty when everything was.</returns>
    /// <exception cref="CheckpointMismatchException">It is of a run that differs; the message says in what. This run is of no use
    /// any more.</exception>
    /// <exception cref="CheckpointFormatException">The file is damaged or no checkpoint.</exception>
    public IReadOnlyList<string> Restore(string checkpoint)
    {
        IReadOnlyList<string> restarted = Checkpoint.Read(checkpoint, learner, reader =>
        {
            clock.Load(reader);
            report.Load(reader);
        });
        clock.Reschedule(learner.Shared.Steps, options);
        string why = learner.StateFaults.Count == 0
            ? $"The environment {environmentName} cannot save its state"
            : $"The environment {environmentName} cannot go on from where it was saved " +
                $"({string.Join("; ", learner.StateFaults.Distinct())})";
        IEnumerable<string> restartedNote = restarted.Count == 0 ? [] :
        [
            $"{why}, so new episodes begin ({string.Join(", ", restarted)}); " +
            "parameters, optimizer, counters, schedules and generators were restored.",
        ];
        return [.. restartedNote, .. learner.Topology.LeftOut];
    }

    /// <summary>Trains until the run is complete, a step is reached, or it is asked to stop. To be called once.</summary>
    /// <param name="stopAt">Stop after exactly this many steps (counted from the run's beginning), as if interrupted; null to
    /// complete the run.</param>
    /// <param name="cancellation">Asks the run to stop after the step it is in, saved and resumable.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="InvalidOperationException">It was called before, or the run that was restored is complete.</exception>
    /// <exception cref="RunFolderException">Another process, or another run of this one, trains in the folder.</exception>
    /// <exception cref="TrainingFailedException">An environment or an objective failed, the run diverged, or what was learnt
    /// could not be saved at the end. All play has stopped; what was learnt is saved wherever that is possible.</exception>
    public TrainingOutcome Run(long? stopAt = null, CancellationToken cancellation = default)
    {
        RequireSomethingToDo();
        using IDisposable? claim = Folder?.Claim();
        began = true;
        try
        {
            return Train(stopAt, cancellation);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>
    /// Disposes of the environments, and of programs that players began. What was learnt stays: <see cref="Snapshot"/> works as
    /// before.
    /// </summary>
    public void Dispose()
    {
        environments.Dispose();
        learner.Topology.Release();
    }

    private TrainingOutcome Train(long? stopAt, CancellationToken cancellation)
    {
        SharedParameters shared = learner.Shared;
        shared.StepLimit = Math.Min(stopAt ?? options.Steps, options.Steps);
        shared.StopRequested = false;
        using CancellationTokenRegistration registration = cancellation.Register(() => shared.StopRequested = true);
        using var sinks = new RunSinks(
            Folder, added, warnings, environmentName, shared.Steps, report.Monitored, options.Report,
            learner.Tasks?.Names ?? []);
        stopwatch.Restart();
        report.Begin(Elapsed, sinks);
        saver = new RunSaver(Folder, options.Checkpoint.Keep, learner, Describe, SaveProgress, warnings);
        try
        {
            while (true)
            {
                // A run that was stopped in an evaluation begins with it.
                if (!SomethingDue())
                {
                    Play();
                    if (learner.Topology.AllHalted)
                    {
                        return End(sinks, cancellation);
                    }
                }

                DoWhatIsDue(sinks);
            }
        }
        catch (Exception fault) when (fault is not TrainingFailedException)
        {
            // Whatever it is, and wherever: nothing plays on, and what was learnt is worth saving.
            HaltAll();
            throw saver.SaveAfter(fault);
        }
    }

    private void RequireSomethingToDo()
    {
        // A run that failed in its last evaluation is complete but for its final model.
        bool isAtItsEnd = Steps >= options.Steps || IsTimeUsedUp;
        bool complete = isAtItsEnd && (began || Folder is null || File.Exists(Folder.FinalModelPath));
        if (began || complete)
        {
            throw new InvalidOperationException(
                $"{(began ? "A TrainingRun runs once, and this one did" : "The run that was restored is complete")}, to step " +
                $"{Steps}. To go on from there, make a new one with " +
                $"{(!complete ? "the same options" : Steps >= options.Steps ? "more TrainingOptions.Steps" : MoreMinutes)}, " +
                "Restore the newest checkpoint in it, " +
                "and Run that.");
        }
    }

    private void Play()
    {
        try
        {
            learner.Topology.RunUntil(SomethingDue);
        }
        catch
        {
            // A topology passes a failure on once all its threads have ended.
            playEnded = true;
            throw;
        }
    }

    // A fault on the coordinator's own thread leaves the players at it.
    private void HaltAll()
    {
        learner.Shared.StopRequested = true;
        while (!playEnded && !learner.Topology.AllHalted)
        {
            try
            {
                learner.Topology.RunUntil(() => false);
            }
            catch (Exception)
            {
                // The first fault is the one to tell of.
                return;
            }
        }
    }

    private double Elapsed => clock.EarlierSeconds + stopwatch.Elapsed.TotalSeconds;

    // Asked often, so that whatever asks for a learning rate meanwhile gets that of the present.
    private bool TimeEnds()
    {
        if (options.MaxMinutes == 0)
        {
            return false;
        }

        double passed = Elapsed / (SecondsPerMinute * options.MaxMinutes);
        learner.Time.Passed = options.Deterministic ? 0 : Math.Min(1, passed);
        return passed >= 1 && !learner.Shared.StopRequested;
    }

    private bool SomethingDue()
    {
        if (TimeEnds())
        {
            return true;
        }

        // What falls due with the run's last step is done once all actors have stopped.
        long steps = learner.Shared.Steps;
        return (steps < options.Steps && !learner.Shared.StopRequested
            && (steps >= clock.NextReport || steps >= clock.NextEvaluation || steps >= clock.NextCheckpoint))
            || (Progress is not null && !learner.Shared.StopRequested && stopwatch.Elapsed >= nextSignOfLife)
            || report.EpisodesPileUp;
    }

    private void DoWhatIsDue(RunSinks sinks)
    {
        if (TimeEnds())
        {
            // All play stops as if asked to, and the run is completed then.
            timeIsUp = true;
            learner.Shared.StopRequested = true;
            return;
        }

        if (report.EpisodesPileUp)
        {
            report.TakeEpisodes(Elapsed);
            if (!SomethingDue())
            {
                return;
            }
        }

        long steps = learner.Shared.Steps;
        if (steps >= options.Steps)
        {
            Tell(isReport: false, null);
            return;
        }

        EvaluationResult? evaluation = null;
        if (steps >= clock.NextEvaluation)
        {
            evaluation = Evaluate(steps, sinks);
            if (evaluation is null)
            {
                // Asked to stop. It is still due: a resumed run begins with it.
                return;
            }

            clock.NextEvaluation = RunClock.After(steps, Intervals.Evaluation(options));

            // Free-running actors played on meanwhile; the report tells of everything until now. Where they have played the last
            // step, the last report is yet to come.
            steps = learner.Shared.Steps;
            if (steps >= options.Steps)
            {
                Tell(isReport: false, evaluation);
                return;
            }
        }

        bool reportDue = steps >= clock.NextReport;
        if (reportDue)
        {
            clock.NextReport = RunClock.After(steps, Intervals.Report(options));
            report.Write(steps, Elapsed, sinks);
        }

        if (steps >= clock.NextCheckpoint)
        {
            learner.Topology.WhileQuiet(() =>
            {
                clock.NextCheckpoint = RunClock.After(learner.Shared.Steps, Intervals.Checkpoint(options));
                saver!.TrySaveCheckpoint();
            });
        }

        Tell(reportDue, evaluation);
    }

    private TrainingOutcome End(RunSinks sinks, CancellationToken cancellation)
    {
        if (timeIsUp)
        {
            // Only the user may still stop what comes now.
            learner.Shared.StopRequested = false;
            learner.Shared.StopRequested = cancellation.IsCancellationRequested;
        }

        long steps = learner.Shared.Steps;
        bool completed = steps >= options.Steps || timeIsUp;
        EvaluationResult? evaluation = null;
        if (completed)
        {
            learner.Topology.Finish();
            evaluation = Intervals.Evaluates(options) ? Evaluate(steps, sinks) : null;
            if (evaluation is null && Intervals.Evaluates(options))
            {
                warnings.Add("The last evaluation was asked to stop before its end; all steps were trained.");
            }

            report.Write(steps, Elapsed, sinks);
        }

        string? path = null;
        learner.Topology.WhileQuiet(() => path = saver!.SaveAtTheEnd(completed));
        Tell(isReport: completed, evaluation);
        return new TrainingOutcome(
            Snapshot(), steps, completed, path, report.MeanReturn, TimeSpan.FromSeconds(Elapsed))
        {
            Warnings = warnings.All,
        };
    }

    /// <summary>Null when it was asked to stop before its end.</summary>
    private EvaluationResult? Evaluate(long steps, RunSinks sinks)
    {
        TrainedPolicy policy = Snapshot();
        var results = new EvaluationResult[evaluated.Length];
        try
        {
            for (int task = 0; task < results.Length; task++)
            {
                results[task] = EvaluateOn(task, policy);
            }
        }
        catch (OperationCanceledException) when (learner.Shared.StopRequested)
        {
            return null;
        }

        EvaluationResult result = learner.Tasks is { } tasks ? EvaluationResult.Of(tasks.Names, results) : results[0];
        clock.Evaluations++;
        report.AddEvaluation(result);
        sinks.WriteEvaluation(steps, result);
        double best = clock.BestEvaluation;
        clock.BestEvaluation = Math.Max(best, result.MeanReturn);
        saver!.KeepIfBest(policy, result.MeanReturn, best);
        return result;
    }

    private EvaluationResult EvaluateOn(int task, TrainedPolicy policy)
    {
        ulong seed = Seeds.Value(options.Seed, clock.Evaluations, Seeds.Purpose.Evaluation, 1 + task);
        return Evaluator.RunIn(
            policy, () => evaluated[task] ??= environments.Make(() => createEnvironment(task)), options.Evaluation.Episodes, seed,
            options.Evaluation.Policy, options.Evaluation.MaxSteps, threads: 1, () => learner.Shared.StopRequested,
            learner.Design.CreateAgent);
    }

    private void SaveProgress(BinaryWriter writer)
    {
        clock.Save(writer, Elapsed);
        report.Save(writer);
    }

    private PolicyDescription Describe() => new(
        algorithm.Name, environmentName, learner.Design.Policy, learner.ObservationSpace, learner.ActionSpace,
        (learner.Model.Parts[0] as NetworkPart)?.Network, learner.Shared.Steps)
    {
        Tower = (learner.Model.Parts[0] as TowerPart)?.Tower,
        EnvironmentOptions = EnvironmentOptions,
        Tasks = learner.Tasks,
        MaxEpisodeSteps = options.MaxEpisodeSteps,
    };

    /// <summary>Has a checkpoint written before the first step, so that the run can be resumed whenever it is killed.</summary>
    internal void SaveAtStart() => clock.NextCheckpoint = Steps;

    private void ScheduleFrom(long step)
    {
        clock.NextReport = RunClock.After(step, Intervals.Report(options));
        clock.NextEvaluation = RunClock.After(step, Intervals.Evaluation(options));
        clock.NextCheckpoint = RunClock.After(step, Intervals.Checkpoint(options));
    }

    private void Tell(bool isReport, EvaluationResult? evaluation)
    {
        nextSignOfLife = stopwatch.Elapsed + SignOfLife;
        if (Progress is null)
        {
            return;
        }

        bool dropped = false;
        TrainingProgress progress = report.Progress(learner.Shared.Steps, Elapsed, isReport, evaluation);
        if (options.MaxMinutes > 0)
        {
            double left = Math.Max(0, (SecondsPerMinute * options.MaxMinutes) - Elapsed);
            progress = progress with { Remaining = TimeSpan.FromSeconds(Math.Min(progress.Remaining.TotalSeconds, left)) };
        }

        foreach (Action<TrainingProgress> handler in Progress.GetInvocationList().Cast<Action<TrainingProgress>>())
        {
            try
            {
                handler(progress);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                dropped = true;
                Progress -= handler;
                warnings.Add(
                    $"A handler of the run's progress threw {fault.GetType().Name}: {fault.Message.TrimEnd('.')} (at step " +
                    $"{Steps}). It is called no more; training goes on.");
            }
        }

        if (dropped)
        {
            // The others are told at once: this may be the last time.
            Tell(isReport: false, null);
        }
    }
}
