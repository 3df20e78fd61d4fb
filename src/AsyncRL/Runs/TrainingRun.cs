using System.Diagnostics;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Metrics;
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
/// synchronous. With a folder everything lands in it; without one nothing is written.
/// </remarks>
public sealed class TrainingRun
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromMilliseconds(200);

    private readonly Algorithm algorithm;
    private readonly string environmentName;
    private readonly Func<Environment> createEnvironment;
    private readonly TrainingOptions options;
    private readonly Learner learner;
    private readonly RunClock clock = new();
    private readonly RunReport report;
    private readonly AddedSinks added = new();
    private readonly Stopwatch stopwatch = new();
    private TimeSpan nextSignOfLife;

    /// <summary>Prepares a new run: makes the network, the actors and their environments.</summary>
    /// <param name="algorithm">What to train with.</param>
    /// <param name="environmentName">The environment's id, or a name for it.</param>
    /// <param name="createEnvironment">Makes one environment; called threads x environments per actor times, and once for
    /// evaluation.</param>
    /// <param name="options">The resolved options.</param>
    /// <param name="folder">Where the run is kept; null to keep nothing.</param>
    /// <exception cref="ArgumentException">The options do not fit the environment.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    public TrainingRun(
        Algorithm algorithm, string environmentName, Func<Environment> createEnvironment, TrainingOptions options,
        RunFolder? folder = null)
    {
        options.Validate();
        this.algorithm = algorithm;
        this.environmentName = environmentName;
        this.createEnvironment = options.MaxEpisodeSteps == 0
            ? createEnvironment
            : () => new TimeLimit(createEnvironment(), options.MaxEpisodeSteps);
        this.options = options;
        Folder = folder;
        learner = new Learner(algorithm, environmentName, this.createEnvironment, options);
        report = new RunReport(learner, options);
        ScheduleFrom(0);
    }

    /// <summary>Raised a few times a second and at every report, on the coordinator's thread.</summary>
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

    /// <summary>The players, in a few words: "2 actors x 8 environments".</summary>
    public string Players => learner.Topology.Description;

    /// <summary>Threads that play or learn.</summary>
    public int Threads => learner.Topology.Threads;

    /// <summary>The policy as it is now: a copy of the shared parameters.</summary>
    public TrainedPolicy Snapshot()
    {
        Neural.ModelPart acting = learner.Model.Parts[0];
        var parameters = new Neural.ParameterVector(acting.Layout);
        parameters.CopyFrom(learner.Shared.Theta.Part(acting.Layout, acting.First));
        return new TrainedPolicy(Describe(), parameters, learner.Shared.Normalizer?.Snapshot());
    }

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

    /// <summary>Takes up a run where a checkpoint left it.</summary>
    /// <param name="checkpoint">A checkpoint or final model of a run with the same options.</param>
    /// <returns>What could not be restored, as sentences; empty when everything was.</returns>
    /// <exception cref="CheckpointFormatException">The file is damaged or belongs to another run.</exception>
    public IReadOnlyList<string> Restore(string checkpoint)
    {
        IReadOnlyList<string> restarted = Checkpoint.Read(checkpoint, learner, reader =>
        {
            clock.Load(reader);
            report.Load(reader);
        });
        IEnumerable<string> restartedNote = restarted.Count == 0 ? [] :
        [
            $"The environment {environmentName} cannot save its state, so new episodes begin ({string.Join(", ", restarted)}); " +
            "parameters, optimizer, counters, schedules and generators were restored.",
        ];
        return [.. restartedNote, .. learner.Topology.LeftOut];
    }

    /// <summary>Trains until the run is complete, a step is reached, or it is asked to stop.</summary>
    /// <param name="stopAt">Stop after exactly this many steps (counted from the run's beginning), as if interrupted; null to
    /// complete the run.</param>
    /// <param name="cancellation">Asks the run to stop after the step it is in, saved and resumable.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="TrainingFailedException">An environment or an objective failed, or the run diverged; what was learnt is
    /// saved.</exception>
    public TrainingOutcome Run(long? stopAt = null, CancellationToken cancellation = default)
    {
        SharedParameters shared = learner.Shared;
        shared.StepLimit = Math.Min(stopAt ?? options.Steps, options.Steps);
        shared.StopRequested = false;
        using CancellationTokenRegistration registration = cancellation.Register(() => shared.StopRequested = true);
        using var sinks = new RunSinks(Folder, added, environmentName, shared.Steps, report.EpisodesWritten);
        stopwatch.Restart();
        report.Begin(Elapsed);
        try
        {
            while (true)
            {
                SaveIfItFails(() => learner.Topology.RunUntil(SomethingDue));
                if (learner.Topology.AllHalted)
                {
                    return End(sinks);
                }

                DoWhatIsDue(sinks);
            }
        }
        catch (Exception fault) when (fault is EnvironmentFaultException or DivergedException)
        {
            throw SaveAfter(fault);
        }
        catch (EvaluationFaultException fault)
        {
            HaltAll();
            throw SaveAfter(fault);
        }
    }

    // Whatever fails where they play and learn, an objective of the user's own included: all threads have ended by then, and what
    // they learnt is worth saving.
    private void SaveIfItFails(Action learning)
    {
        try
        {
            learning();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            throw SaveAfter(fault);
        }
    }

    // A fault on the coordinator's own thread leaves the players at it.
    private void HaltAll()
    {
        learner.Shared.StopRequested = true;
        while (!learner.Topology.AllHalted)
        {
            try
            {
                learner.Topology.RunUntil(() => false);
            }
            catch (Exception another) when (another is not OutOfMemoryException)
            {
                // The first fault is the one to tell of.
                return;
            }
        }
    }

    private double Elapsed => clock.EarlierSeconds + stopwatch.Elapsed.TotalSeconds;

    private bool SomethingDue()
    {
        // What falls due with the run's last step is done once all actors have stopped.
        long steps = learner.Shared.Steps;
        return (steps < options.Steps
            && (steps >= clock.NextReport || steps >= clock.NextEvaluation || steps >= clock.NextCheckpoint))
            || (Progress is not null && stopwatch.Elapsed >= nextSignOfLife);
    }

    private void DoWhatIsDue(RunSinks sinks)
    {
        long steps = learner.Shared.Steps;
        if (steps >= options.Steps)
        {
            Tell(isReport: false, null);
            return;
        }

        EvaluationResult? evaluation = null;
        if (steps >= clock.NextEvaluation)
        {
            clock.NextEvaluation = RunClock.After(steps, Intervals.Evaluation(options));
            evaluation = Evaluate(steps, sinks);

            // Free-running actors played on meanwhile; the report tells of everything until now.
            steps = learner.Shared.Steps;
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
                SaveCheckpoint();
            });
        }

        Tell(reportDue, evaluation);
    }

    private TrainingOutcome End(RunSinks sinks)
    {
        long steps = learner.Shared.Steps;
        bool completed = steps >= options.Steps;
        string? path = null;
        if (completed)
        {
            SaveIfItFails(learner.Topology.Finish);
            EvaluationResult? evaluation = Intervals.Evaluates(options) ? Evaluate(steps, sinks) : null;
            report.Write(steps, Elapsed, sinks);
            if (Folder is not null)
            {
                path = Folder.FinalModelPath;
                WriteCheckpoint(path);
            }

            Tell(isReport: true, evaluation);
        }
        else
        {
            path = SaveCheckpoint();
            Tell(isReport: false, null);
        }

        return new TrainingOutcome(
            Snapshot(), steps, completed, path, report.MeanReturn, TimeSpan.FromSeconds(Elapsed));
    }

    private EvaluationResult Evaluate(long steps, RunSinks sinks)
    {
        TrainedPolicy policy = Snapshot();
        ulong seed = Seeds.Value(options.Seed, clock.Evaluations, Seeds.Purpose.Evaluation, 1);
        clock.Evaluations++;
        EvaluationResult result = Evaluator.Run(
            policy, createEnvironment, options.Evaluation.Episodes, seed, options.Evaluation.Policy, options.Evaluation.MaxSteps);
        report.AddEvaluation(result);
        sinks.WriteEvaluation(steps, result);
        if (result.MeanReturn > clock.BestEvaluation)
        {
            clock.BestEvaluation = result.MeanReturn;
            if (Folder is not null)
            {
                policy.Save(Folder.BestModelPath);
            }
        }

        return result;
    }

    private string? SaveCheckpoint()
    {
        if (Folder is null)
        {
            return null;
        }

        string path = Folder.CheckpointPath(learner.Shared.Steps);
        WriteCheckpoint(path);
        Folder.PruneCheckpoints(options.Checkpoint.Keep);
        return path;
    }

    private void WriteCheckpoint(string path) => Checkpoint.Write(path, Describe(), learner, writer =>
    {
        clock.Save(writer, Elapsed);
        report.Save(writer);
    });

    private TrainingFailedException SaveAfter(Exception fault)
    {
        string? path = null;
        string saved = "The run has no folder, so nothing was saved.";
        try
        {
            path = SaveCheckpoint();
            if (path is not null)
            {
                Folder!.WriteCrash(fault.ToString());
                saved = $"What was learnt until step {Steps} is saved in '{path}'.";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            saved = $"Saving failed as well: {e.Message}";
        }

        // The message of a user's own exception need not be a whole sentence.
        string what = fault.Message.TrimEnd() is [.., '.' or '!' or '?'] whole ? whole : $"{fault.Message.TrimEnd()}.";
        return new TrainingFailedException($"{what} {saved}", path, fault);
    }

    private PolicyDescription Describe() => new(
        algorithm.Name, environmentName, learner.Design.Policy, learner.ObservationSpace, learner.ActionSpace,
        learner.Model.Network, learner.Shared.Steps)
    {
        EnvironmentOptions = EnvironmentOptions,
    };

    private void ScheduleFrom(long step)
    {
        clock.NextReport = RunClock.After(step, Intervals.Report(options));
        clock.NextEvaluation = RunClock.After(step, Intervals.Evaluation(options));
        clock.NextCheckpoint = RunClock.After(step, Intervals.Checkpoint(options));
    }

    private void Tell(bool isReport, EvaluationResult? evaluation)
    {
        nextSignOfLife = stopwatch.Elapsed + SignOfLife;
        Progress?.Invoke(report.Progress(learner.Shared.Steps, Elapsed, isReport, evaluation, added.TakeWarning()));
    }
}
