using System.Diagnostics;
using AsyncRL.Play;
using AsyncRL.Runs;

namespace AsyncRL.Studies;

/// <summary>
/// Runs a study in a folder: trains what is missing there, several trials side by side where cores allow, keeps each as soon as
/// it has finished, and writes the report. Running it again goes on where it was stopped.
/// </summary>
/// <param name="study">The study.</param>
/// <param name="path">Its folder; new, empty, or that of the same study.</param>
public sealed class StudyRunner(Study study, string path)
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(500);

    private readonly Stopwatch stopwatch = new();
    private int before;
    private bool fits;

    /// <summary>Raised when a trial starts and when it has finished, on the thread that calls <see cref="Run"/>.</summary>
    public event Action<StudyProgress>? Progress;

    /// <summary>Runs the trials that have no result yet and writes the report.</summary>
    /// <param name="commandLine">The command that was given, for the report.</param>
    /// <param name="cancellation">Asks to stop: finished trials are kept, those that train are given up.</param>
    /// <returns>All results so far.</returns>
    /// <exception cref="ArgumentException">The folder cannot be used, or options do not fit the environment; nothing was
    /// trained.</exception>
    public StudyOutcome Run(string commandLine, CancellationToken cancellation = default)
    {
        RequireFitting();
        using StudyFolder folder = StudyFolder.Open(study, path);
        stopwatch.Restart();
        before = folder.Results.Count;
        HashSet<string> done = [.. folder.Results.Select(r => r.Trial.Key)];
        try
        {
            List<StudyTrial> missing = [.. study.Trials.Where(t => !done.Contains(t.Key))];
            WarmUp(missing, cancellation);
            Train(missing, folder, cancellation);
        }
        finally
        {
            folder.Rewrite();
        }

        IReadOnlyList<TrialResult> results = folder.Results;
        StudyFindings findings = study.Find(results);
        StudyReport.Write(folder, study, findings, results, commandLine);
        return new StudyOutcome(results, results.Count == study.Trials.Count, findings);
    }

    /// <summary>
    /// Checks that every method can be trained on its environment. Options that do not fit would fail in every trial: they are
    /// found before a folder is made.
    /// </summary>
    /// <exception cref="ArgumentException">One cannot; the message names it and says why.</exception>
    public void RequireFitting()
    {
        foreach (StudyTrial trial in study.Trials.DistinctBy(t => (t.EnvironmentId, t.Method)).Where(_ => !fits))
        {
            try
            {
                using TrainingRun _ = TrialTraining.Prepare(trial, study);
            }
            catch (ArgumentException e) when (e.ParamName is null)
            {
                throw new StudyException($"{StudyMethod.LabelOf(trial.Method)} on {study.EnvironmentOf(trial)}: {e.Message}");
            }
        }

        fits = true;
    }

    // The first second of a process runs code that is not optimized yet, which would count against the first trial only.
    private void WarmUp(IReadOnlyList<StudyTrial> missing, CancellationToken cancellation)
    {
        foreach (StudyTrial trial in missing.DistinctBy(t => (t.EnvironmentId, t.Method)).Where(_ => study.Points > 0))
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            enough.CancelAfter(WarmUpTime);
            try
            {
                using TrainingRun run = TrialTraining.Prepare(trial, study);
                run.Run(cancellation: enough.Token);
            }
            catch (Exception e) when (e is TrainingFailedException or EnvironmentFaultException)
            {
                // It will be told when it is the trial's turn.
            }
        }
    }

    private void Train(IReadOnlyList<StudyTrial> missing, StudyFolder folder, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task<TrialResult?>>();
        int runningThreads = 0;
        try
        {
            foreach (StudyTrial trial in StudySchedule.Order(missing, study.JobsFor))
            {
                while (running.Count > 0
                    && (running.Count >= study.JobsFor(trial.BusyThreads) || runningThreads != trial.BusyThreads))
                {
                    TakeFinished(running, folder);
                }

                if (stop.IsCancellationRequested)
                {
                    break;
                }

                runningThreads = trial.BusyThreads;
                Tell(trial, null, folder);
                running.Add(Task.Factory.StartNew(
                    () => TrialTraining.Run(trial, study, stop.Token),
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            }

            while (running.Count > 0)
            {
                TakeFinished(running, folder);
            }
        }
        finally
        {
            // Only after a failure is anything left: a full disk must not leave threads training behind.
            stop.Cancel();
            Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    private void TakeFinished(List<Task<TrialResult?>> running, StudyFolder folder)
    {
        int index = Task.WaitAny([.. running]);
        Task<TrialResult?> finished = running[index];
        running.RemoveAt(index);
        if (finished.GetAwaiter().GetResult() is { } result)
        {
            folder.Add(result);
            Tell(result.Trial, result, folder);
        }
    }

    private void Tell(StudyTrial trial, TrialResult? result, StudyFolder folder)
    {
        int finished = folder.Results.Count;
        int total = study.Trials.Count;
        TimeSpan? remaining = finished > before ? stopwatch.Elapsed * ((double)(total - finished) / (finished - before)) : null;
        int number = study.Trials.Index().First(t => t.Item.Key == trial.Key).Index + 1;
        Progress?.Invoke(new StudyProgress(trial, number, result, finished, total, remaining));
    }
}
