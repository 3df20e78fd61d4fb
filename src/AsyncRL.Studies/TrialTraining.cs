using System.Diagnostics;
using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Parameters;
using AsyncRL.Runs;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Studies;

/// <summary>
/// Trains one trial and scores it. While training, policies are only copied; they are evaluated afterwards, so that evaluation is
/// no part of the time.
/// </summary>
internal static class TrialTraining
{
    /// <summary>Every evaluation of every study plays the same episodes.</summary>
    public const ulong EvaluationSeed = 20_160_616;

    /// <summary>Trains and scores.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="study">Says how it is scored.</param>
    /// <param name="cancellation">Asks to give up.</param>
    /// <returns>The result; null when it was given up.</returns>
    public static TrialResult? Run(StudyTrial trial, Study study, CancellationToken cancellation)
    {
        var snapshots = new List<Snapshot>();
        var stopwatch = Stopwatch.StartNew();
        var outcome = TrialOutcome.Completed;
        string note = string.Empty;
        long steps = 0;
        double seconds = 0, variance = double.NaN;
        try
        {
            using TrainingRun run = Prepare(trial, study);
            if (study.Points > 0)
            {
                snapshots.Add(new Snapshot(0, 0, run.Snapshot(), double.NaN));
                run.Progress += p =>
                {
                    (steps, seconds) = (p.Steps, p.Elapsed.TotalSeconds);
                    if (!p.IsReport)
                    {
                        return;
                    }

                    variance = p.TopologyValues.Where(v => v.Tag == ReportTags.GradientVariance).Select(v => v.Value)
                        .DefaultIfEmpty(double.NaN).First();
                    if (p.Steps < trial.Options.Steps)
                    {
                        snapshots.Add(new Snapshot(p.Steps, p.Elapsed.TotalSeconds, run.Snapshot(), variance));
                    }
                };
            }

            stopwatch.Restart();
            TrainingOutcome trained = run.Run(cancellation: cancellation);
            if (!trained.Completed)
            {
                return null;
            }

            (steps, seconds) = (trained.Steps, trained.Elapsed.TotalSeconds);
            snapshots.Add(new Snapshot(steps, seconds, trained.Policy, variance));
        }
        catch (TrainingFailedException e)
        {
            outcome = e.InnerException is DivergedException ? TrialOutcome.Diverged : TrialOutcome.Failed;
            note = e.InnerException!.Message;
            seconds = stopwatch.Elapsed.TotalSeconds;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            (outcome, note, seconds) = (TrialOutcome.Failed, e.Message, stopwatch.Elapsed.TotalSeconds);
        }

        return Score(
            trial, study, snapshots, new TrialResult(trial, outcome, steps, seconds, double.NaN, note, []), cancellation);
    }

    /// <summary>A run of the trial, with its network and environments but before its first step.</summary>
    public static TrainingRun Prepare(StudyTrial trial, Study study)
    {
        int points = study.Points;
        return new TrainingRun(
            AlgorithmCatalog.Find(trial.Algorithm), study.EnvironmentOf(trial), Maker(trial, study), trial.Options with
        {
            Evaluation = trial.Options.Evaluation with { Episodes = 0 },

            // Rounded up: the last report is that of the final step, and must not be preceded by one a few steps before.
            Report =
                new ReportOptions { Interval = points > 0 ? (trial.Options.Steps + points - 1) / points : trial.Options.Steps },
        });
    }

    /// <summary>Makes environments of an id with options, whose episodes are cut after so many steps if that is not 0.</summary>
    public static Func<Environment> Maker(string environmentId, EnvironmentOptions options, int maxEpisodeSteps = 0) => () =>
    {
        Environment environment = EnvironmentRegistry.Default.Make(environmentId, options);
        return maxEpisodeSteps == 0 ? environment : new TimeLimit(environment, maxEpisodeSteps);
    };

    private static Func<Environment> Maker(StudyTrial trial, Study study) =>
        Maker(study.EnvironmentOf(trial), study.EnvironmentOptionsOf(trial));

    private static TrialResult? Score(
        StudyTrial trial, Study study, List<Snapshot> snapshots, TrialResult trained, CancellationToken cancellation)
    {
        string environmentId = study.EnvironmentOf(trial);
        Func<Environment> create = Maker(trial, study);
        EvaluationOptions evaluation = trial.Options.Evaluation;

        // The trial's own cores evaluate it; the result does not depend on how many.
        int threads = Math.Min(trial.BusyThreads, System.Environment.ProcessorCount);
        var scored = new List<StudyPoint>();
        using var pool = new EnvironmentPool();
        try
        {
            foreach (Snapshot snapshot in snapshots)
            {
                if (cancellation.IsCancellationRequested)
                {
                    return null;
                }

                bool final = snapshot == snapshots[^1] && trained.Outcome == TrialOutcome.Completed;
                EvaluationResult result = Evaluator.Run(
                    snapshot.Policy, create, final ? study.FinalEpisodes : study.Episodes, EvaluationSeed, evaluation.Policy,
                    evaluation.MaxSteps, threads, cancellation);
                (double plain, double withBaseline) = study.GradientEpisodes == 0
                    ? (double.NaN, double.NaN)
                    : BaselineProbe.Measure(
                        snapshot.Policy, environmentId, pool.Make(create), trial.Options, study.GradientEpisodes, EvaluationSeed,
                        cancellation);
                pool.Clear();
                scored.Add(new StudyPoint(
                    snapshot.Steps, snapshot.Seconds, result.MeanReturn, snapshot.GradientVariance, plain, withBaseline));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return trained with { Outcome = TrialOutcome.Failed, Note = $"Evaluation failed: {e.Message}", Points = scored };
        }

        double score = trained.Outcome == TrialOutcome.Completed ? scored[^1].Score : double.NaN;
        return trained with { Score = score, Points = scored };
    }

    private readonly record struct Snapshot(long Steps, double Seconds, TrainedPolicy Policy, double GradientVariance);
}
