using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Runs;

/// <summary>
/// Collects what the actors tell and makes reports of it, with Stable-Baselines3's tag names and the group <c>async/</c>.
/// </summary>
internal sealed class RunReport(Learner learner, TrainingOptions options)
{
    private readonly EpisodeWindow window = new();
    private readonly UpdateTotals totals = new();
    private readonly List<EpisodeRecord> drained = new(256);
    private readonly List<EpisodeRecord> unwritten = new(256);
    private readonly List<(string Tag, double Value)> ofTopology = [];
    private EvaluationResult? evaluation;
    private double entropy = double.NaN;
    private double stepsPerSecond;
    private long sinceSteps;
    private double sinceSeconds;
    private long sinceUpdates;
    private bool warnedOfCollapse;

    /// <summary>Episodes that monitor.csv holds.</summary>
    public long EpisodesWritten => window.Total - unwritten.Count;

    public double MeanReturn => window.MeanReturn;

    /// <summary>Starts measuring speed: at the start of a run and after a resume.</summary>
    public void Begin(double elapsed)
    {
        sinceSteps = learner.Shared.Steps;
        sinceUpdates = learner.Shared.Updates;
        sinceSeconds = elapsed;
    }

    public void AddEvaluation(EvaluationResult result) => evaluation = result;

    public void Write(long steps, double elapsed, RunSinks sinks)
    {
        Drain();
        double seconds = Math.Max(elapsed - sinceSeconds, 1e-9);
        stepsPerSecond = (steps - sinceSteps) / seconds;
        double updates = Math.Max(totals.Updates, 1);
        IReadOnlyList<LossTerm> losses = learner.Design.Losses;
        int entropyTerm = losses.ToList().FindIndex(l => l.Tag == LossTerm.Entropy);
        entropy = entropyTerm < 0 ? double.NaN : totals.Mean(entropyTerm);
        ofTopology.Clear();
        learner.Topology.Report(ofTopology);
        if (sinks.Any)
        {
            var values = new List<(string Tag, double Value)>
            {
                ("rollout/ep_rew_mean", window.MeanReturn),
                ("rollout/ep_len_mean", window.MeanLength),
                ("time/fps", stepsPerSecond),
                ("time/episodes", window.Total),
                ("time/time_elapsed", elapsed),
                ("time/total_timesteps", steps),
                ("train/learning_rate", learner.LearningRate),
                ("train/n_updates", learner.Shared.Updates),
                ("train/grad_norm", totals.GradientNorm / updates),
                ("async/staleness_mean", totals.Staleness / updates),
                ("async/staleness_max", totals.StalenessMax),
                ("async/updates_per_s", (learner.Shared.Updates - sinceUpdates) / seconds),
                ("async/nonfinite_grads_skipped", learner.Shared.NonfiniteGradients),
            };
            values.AddRange(losses.Select((l, term) => (l.Tag, totals.Mean(term))));
            if (learner.Topology.ExplorationRate is var rate and > 0)
            {
                values.Add(("rollout/exploration_rate", rate));
            }

            values.AddRange(ofTopology);
            if (evaluation is not null)
            {
                values.Add(("eval/mean_reward", evaluation.MeanReturn));
                values.Add(("eval/mean_ep_length", evaluation.MeanLength));
            }

            sinks.WriteEpisodes(unwritten, elapsed);
            sinks.WriteReport(steps, values);
        }

        unwritten.Clear();
        evaluation = null;
        totals.Clear();
        Begin(elapsed);
    }

    public TrainingProgress Progress(long steps, double elapsed, bool isReport, EvaluationResult? justEvaluated, string? warning)
    {
        // In a deterministic run the sums that reports are made of must not depend on when a report was asked for.
        if (!options.Deterministic)
        {
            Drain();
        }

        double rate = isReport || elapsed <= sinceSeconds ? stepsPerSecond : (steps - sinceSteps) / (elapsed - sinceSeconds);
        double left = rate > 0 ? (learner.Shared.StepLimit - steps) / rate : 0;
        return new TrainingProgress(
            steps, options.Steps, rate, window.Total, window.MeanReturn, window.MeanLength, entropy,
            TimeSpan.FromSeconds(elapsed), TimeSpan.FromSeconds(Math.Clamp(left, 0, 1e8)), isReport, justEvaluated,
            warning ?? Warning(steps), isReport ? ofTopology : []);
    }

    public void Save(BinaryWriter writer)
    {
        window.Save(writer);
        totals.Save(writer);
        EpisodeRecord.SaveAll(writer, unwritten);
    }

    public void Load(BinaryReader reader)
    {
        window.Load(reader);
        totals.Load(reader);
        EpisodeRecord.LoadAll(reader, unwritten);
    }

    private void Drain()
    {
        drained.Clear();
        foreach (PlayedEpisodes episodes in learner.Topology.Episodes)
        {
            episodes.Drain(drained);
        }

        foreach (UpdateStatistics updates in learner.Topology.Updates)
        {
            updates.Drain(totals);
        }

        foreach (EpisodeRecord episode in drained)
        {
            window.Add(episode);
        }

        unwritten.AddRange(drained);
    }

    // A policy over discrete actions that stops exploring in the first tenth of training rarely recovers: entropy below 1 % of
    // its maximum, the sum of ln(n) over the choices.
    private string? Warning(long steps)
    {
        if (warnedOfCollapse || steps > options.Steps / 10 || double.IsNaN(entropy)
            || learner.ActionSpace is Box
            || entropy >= 0.01 * ActionSpaces.ChoiceCounts(learner.ActionSpace).Sum(n => Math.Log(n)))
        {
            return null;
        }

        warnedOfCollapse = true;
        return $"The policy's entropy fell to {entropy:G2} nats within the first tenth of training: " +
            "it has nearly stopped exploring. Raise ent_coef or lower learning_rate.";
    }
}
