using AsyncRL.Evaluation;
using AsyncRL.Metrics;
using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Runs;

/// <summary>
/// Collects what the actors tell and makes reports of it, with Stable-Baselines3's tag names and the group <c>async/</c>.
/// </summary>
internal sealed class RunReport(Learner learner, TrainingOptions options, RunWarnings warnings)
{
    // Stands in a checkpoint where versions before 0.2 count the episodes that are not in monitor.csv yet.
    private const int MonitorIsTold = -1;

    private readonly EpisodeWindow window = new();
    private readonly EpisodeWindow[] ofTasks = [.. (learner.Tasks?.Names ?? []).Select(_ => new EpisodeWindow())];
    private readonly UpdateTotals totals = new();
    private readonly PlayedEpisodes[] played = [.. learner.Topology.Episodes];
    private readonly MeasureTotals? measures = learner.Topology.Episodes.FirstOrDefault()?.SumMeasures();
    private readonly LearningCheck check = new(learner, options, warnings);
    private readonly List<EpisodeRecord> drained = new(256);
    private readonly List<EpisodeRecord> drainedOfTask = new(256);

    // Of a checkpoint of a version before 0.2: finished, and not yet in monitor.csv.
    private readonly List<EpisodeRecord> unwritten = [];
    private readonly List<(string Tag, double Value)> ofTopology = [];
    private EvaluationResult? evaluation;
    private double entropy = double.NaN;
    private double stepsPerSecond;
    private long sinceSteps;
    private double sinceSeconds;
    private long sinceUpdates;
    private RunSinks? sinks;

    /// <summary>What monitor.csv holds.</summary>
    public MonitorPosition Monitored { get; private set; }

    /// <summary>
    /// Whether so many episodes wait that they should be taken off the players' hands before the next report. A deterministic run
    /// keeps to its reports.
    /// </summary>
    public bool EpisodesPileUp => !options.Deterministic && Array.Exists(played, static p => p.PileUp);

    /// <summary>
    /// Over the last episodes; of several tasks the mean of their means, whose episodes differ in length, once each has one.
    /// </summary>
    public double MeanReturn => Mean(static w => w.MeanReturn);

    /// <summary>The same of the lengths.</summary>
    private double MeanLength => Mean(static w => w.MeanLength);

    /// <summary>Starts measuring speed: at the start of a run and after a resume.</summary>
    /// <param name="elapsed">Seconds that the run has trained.</param>
    /// <param name="into">Where reports go from now on.</param>
    public void Begin(double elapsed, RunSinks into)
    {
        sinks = into;
        Monitored = sinks.WriteEpisodes(unwritten, 1, elapsed);
        unwritten.Clear();
        check.Begin();
        MeasureFrom(elapsed);
    }

    public void AddEvaluation(EvaluationResult result) => evaluation = result;

    /// <summary>Takes finished episodes off the players' hands, into monitor.csv and the means.</summary>
    public void TakeEpisodes(double elapsed)
    {
        foreach (PlayedEpisodes episodes in played)
        {
            drained.Clear();
            long finished = episodes.Drain(drained);
            if (measures is not null)
            {
                episodes.DrainMeasures(measures);
            }

            window.Add(drained, finished);
            AddToTasks();
            check.Add(drained);
            if (drained.Count > 0 && sinks is not null)
            {
                Monitored = sinks.WriteEpisodes(drained, finished / drained.Count, elapsed);
            }
        }
    }

    public void Write(long steps, double elapsed, RunSinks sinks)
    {
        Drain(elapsed);
        double seconds = Math.Max(elapsed - sinceSeconds, 1e-9);
        stepsPerSecond = (steps - sinceSteps) / seconds;
        double updates = totals.Updates == 0 ? double.NaN : totals.Updates;
        check.Add(sinceSteps, steps, totals);
        IReadOnlyList<LossTerm> losses = learner.Design.Losses;
        int entropyTerm = losses.ToList().FindIndex(l => l.Tag == LossTerm.Entropy);
        entropy = entropyTerm < 0 ? double.NaN : totals.Mean(entropyTerm);
        ofTopology.Clear();
        learner.Topology.Report(ofTopology);
        foreach (string warning in learner.Topology.TakeWarnings())
        {
            warnings.Add(warning);
        }

        if (sinks.Any)
        {
            var values = new List<(string Tag, double Value)>
            {
                ("rollout/ep_rew_mean", MeanReturn),
                ("rollout/ep_len_mean", MeanLength),
                ("time/fps", stepsPerSecond),
                ("time/episodes", window.Total),
                ("time/time_elapsed", elapsed),
                ("time/total_timesteps", steps),
                ("train/learning_rate", learner.LearningRate),
                ("train/n_updates", learner.Shared.Updates),
                ("train/grad_norm", totals.GradientNorm / updates),
                ("async/staleness_mean", totals.Staleness / updates),
                ("async/staleness_max", totals.Updates == 0 ? double.NaN : totals.StalenessMax),
                ("async/updates_per_s", (learner.Shared.Updates - sinceUpdates) / seconds),
                ("async/nonfinite_grads_skipped", learner.Shared.NonfiniteGradients),
            };
            values.AddRange(losses.Select((l, term) => (l.Tag, totals.Mean(term))));
            if (totals.Explained.Count > 0 && !ofTopology.Exists(v => v.Tag == ReportTags.ExplainedVariance))
            {
                values.Add((ReportTags.ExplainedVariance, totals.Explained.Value));
            }

            if (learner.Topology.ExplorationRate is var rate and > 0)
            {
                values.Add(("rollout/exploration_rate", rate));
            }

            values.AddRange(ofTopology);
            AddTasks(values);
            measures?.Report(values);
            if (evaluation is not null)
            {
                values.Add(("eval/mean_reward", evaluation.MeanReturn));
                values.Add(("eval/mean_ep_length", evaluation.MeanLength));
                values.AddRange(evaluation.Tasks.Select(t => ($"eval/mean_reward/{t.Task}", t.Result.MeanReturn)));
                values.AddRange(evaluation.MeasureValues());
            }

            sinks.WriteReport(steps, values);
        }

        evaluation = null;
        totals.Clear();
        measures?.Clear();
        MeasureFrom(elapsed);
    }

    public TrainingProgress Progress(long steps, double elapsed, bool isReport, EvaluationResult? justEvaluated)
    {
        // In a deterministic run the sums that reports are made of must not depend on when a report was asked for.
        if (!options.Deterministic)
        {
            Drain(elapsed);
        }

        double rate = isReport || elapsed <= sinceSeconds ? stepsPerSecond : (steps - sinceSteps) / (elapsed - sinceSeconds);
        double left = rate > 0 ? (learner.Shared.StepLimit - steps) / rate : 0;
        return new TrainingProgress(
            steps, options.Steps, rate, window.Total, MeanReturn, MeanLength, entropy,
            TimeSpan.FromSeconds(elapsed), TimeSpan.FromSeconds(Math.Clamp(left, 0, 1e8)), isReport, justEvaluated,
            warnings.Take(), isReport ? ofTopology : []);
    }

    public void Save(BinaryWriter writer)
    {
        window.Save(writer);
        totals.Save(writer);
        writer.Write(MonitorIsTold);
        Monitored.Save(writer);
        check.Save(writer);
        totals.SaveChecked(writer);
        foreach (UpdateStatistics updates in learner.Topology.Updates)
        {
            updates.SaveChecked(writer);
        }

        Array.ForEach(ofTasks, w => w.Save(writer));
        measures?.Save(writer);
        foreach (PlayedEpisodes episodes in measures is null ? [] : played)
        {
            episodes.SaveMeasures(writer);
        }
    }

    public void Load(BinaryReader reader)
    {
        window.Load(reader);
        totals.Load(reader);
        unwritten.Clear();
        int count = reader.ReadInt32();
        if (count == MonitorIsTold)
        {
            Monitored = MonitorPosition.Load(reader);
        }
        else
        {
            EpisodeRecord.LoadAll(reader, count, unwritten);
            Monitored = new MonitorPosition(window.Total - count, 0, 0);
        }

        if (reader.BaseStream.Position == reader.BaseStream.Length)
        {
            // A checkpoint from before the check: it starts here.
            return;
        }

        check.Load(reader);
        totals.LoadChecked(reader);
        foreach (UpdateStatistics updates in learner.Topology.Updates)
        {
            updates.LoadChecked(reader);
        }

        Array.ForEach(ofTasks, w => w.Load(reader));
        if (measures is null || reader.BaseStream.Position == reader.BaseStream.Length)
        {
            // The environment measured nothing when the checkpoint was written, or measures nothing now.
            return;
        }

        measures.Load(reader);
        foreach (PlayedEpisodes episodes in played)
        {
            episodes.LoadMeasures(reader);
        }
    }

    private void AddToTasks()
    {
        for (int task = 0; task < ofTasks.Length; task++)
        {
            drainedOfTask.Clear();
            foreach (EpisodeRecord episode in drained)
            {
                if (episode.Task == task)
                {
                    drainedOfTask.Add(episode);
                }
            }

            ofTasks[task].Add(drainedOfTask, drainedOfTask.Count);
        }
    }

    // A tag's last part is the task, so that TensorBoard shows all tasks' curves of one kind side by side.
    private void AddTasks(List<(string Tag, double Value)> values)
    {
        IReadOnlyList<string> names = learner.Tasks?.Names ?? [];
        values.AddRange(ofTasks.Select((w, task) => ($"rollout/ep_rew_mean/{names[task]}", w.MeanReturn)));
        values.AddRange(ofTasks.Select((w, task) => ($"rollout/ep_len_mean/{names[task]}", w.MeanLength)));
        if (learner.Values is { } scaling)
        {
            string OfTask(string tag, int task) => names.Count == 0 ? tag : $"{tag}/{names[task]}";
            values.AddRange(scaling.Mean.Select((mean, task) => (OfTask("popart/mean", task), (double)mean)));
            values.AddRange(scaling.Deviation.Select((sigma, task) => (OfTask("popart/deviation", task), (double)sigma)));
        }
    }

    // NaN while no episode has ended, or none yet of a task: the mean would jump where the next one joins it.
    private double Mean(Func<EpisodeWindow, double> select) => ofTasks.Length == 0
        ? select(window)
        : ofTasks.Average(select);

    private void MeasureFrom(double elapsed)
    {
        sinceSteps = learner.Shared.Steps;
        sinceUpdates = learner.Shared.Updates;
        sinceSeconds = elapsed;
    }

    private void Drain(double elapsed)
    {
        TakeEpisodes(elapsed);
        foreach (UpdateStatistics updates in learner.Topology.Updates)
        {
            updates.Drain(totals);
        }
    }
}
