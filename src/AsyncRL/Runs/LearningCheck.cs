using AsyncRL.Algorithms;
using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Runs;

/// <summary>
/// Watches over a training: keeps its figures, a stretch of a hundredth of the steps at a time, and says once each what tells
/// that it does not learn (<see cref="LearningRules"/>), cannot (<see cref="OptionRules"/>), or not as was asked
/// (<see cref="IdleOptions"/>).
/// </summary>
/// <remarks>
/// It looks at reports only, so that what it says depends on the training and not on time; nothing of it feeds back into
/// learning.
/// </remarks>
internal sealed class LearningCheck
{
    /// <summary>Stretches that a training is cut into.</summary>
    public const int Stretches = 100;

    private readonly RunWarnings warnings;
    private readonly Topology topology;
    private readonly LearningSetting setting;
    private readonly long steps;
    private readonly int entropyTerm;
    private readonly string[] ofOptions;
    private readonly LearningFigures[] figures = new LearningFigures[Stretches];
    private readonly bool[] said = new bool[LearningRules.All.Count];
    private bool saidOptions;
    private ReturnMoments ended; // since the last report
    private long seenNumbers;
    private long seenNumbersAtBounds;

    /// <summary>Makes the check of a run.</summary>
    /// <param name="learner">What learns.</param>
    /// <param name="options">Its options.</param>
    /// <param name="warnings">Gets the lines.</param>
    public LearningCheck(Learner learner, TrainingOptions options, RunWarnings warnings)
    {
        this.warnings = warnings;
        AgentDesign design = learner.Design;
        topology = learner.Topology;
        steps = options.Steps;
        entropyTerm = design.Losses.ToList().FindIndex(l => l.Tag == LossTerm.Entropy);
        setting = LearningSetting.Of(learner.Algorithm, learner.ActionSpace, design.Policy, entropyTerm >= 0, options) with
        {
            CountsUpdates = topology.Updates.Any(),
            JudgesReturns = learner.Tasks is null && design.JudgesReturns,
        };
        ofOptions = [.. OptionRules.Check(learner.Algorithm, options), .. IdleOptions.Check(learner.Algorithm, options)];
    }

    /// <summary>Says, once in a run, what its options keep it from.</summary>
    public void Begin()
    {
        if (!saidOptions)
        {
            saidOptions = true;
            Array.ForEach(ofOptions, warnings.Add);
        }
    }

    /// <summary>Takes in episodes that ended.</summary>
    /// <param name="episodes">The episodes.</param>
    public void Add(List<EpisodeRecord> episodes)
    {
        foreach (EpisodeRecord episode in episodes)
        {
            ended.Add(episode);
        }
    }

    /// <summary>Takes in what a report tells of, and looks whether it is bad news.</summary>
    /// <param name="from">Steps at the report before.</param>
    /// <param name="to">Steps now.</param>
    /// <param name="totals">The updates since.</param>
    public void Add(long from, long to, UpdateTotals totals)
    {
        // A report that free-running threads made a little late belongs to where most of it was played.
        int at = (int)Math.Min((from + to) / 2 * Stretches / steps, Stretches - 1);
        figures[at].Add(Figures(totals));
        ended = default;

        // Whole stretches only, however often reports are made.
        if (from * Stretches / steps == to * Stretches / steps)
        {
            return;
        }

        // One at a time, the most telling first.
        ReadOnlySpan<LearningFigures> untilNow = figures.AsSpan(0, at + 1);
        bool explained = Array.Exists(said, s => s);
        for (int rule = 0; rule < said.Length; rule++)
        {
            bool isHeard = !said[rule] && !(explained && rule == LearningRules.LastResort)
                && (setting.JudgesReturns || !LearningRules.LooksAtReturns(rule));
            if (isHeard && LearningRules.All[rule](untilNow, setting) is { } line)
            {
                said[rule] = true;
                warnings.Add(line);
                return;
            }
        }
    }

    /// <summary>Writes the figures, and what was said.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(saidOptions);
        writer.Write(steps);
        writer.Write(said.Length);
        Array.ForEach(said, writer.Write);
        ended.Save(writer);
        (long numbers, long atBounds) = Actions();
        writer.Write(numbers - seenNumbers);
        writer.Write(atBounds - seenNumbersAtBounds);
        foreach (LearningFigures stretch in figures)
        {
            stretch.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Load(BinaryReader reader)
    {
        saidOptions = reader.ReadBoolean();
        long stepsThen = reader.ReadInt64();
        int rules = reader.ReadInt32();
        for (int rule = 0; rule < rules; rule++)
        {
            bool value = reader.ReadBoolean();
            if (rule < said.Length)
            {
                said[rule] = value;
            }
        }

        ended = ReturnMoments.Load(reader);

        // The players count from 0 again.
        seenNumbers = -reader.ReadInt64();
        seenNumbersAtBounds = -reader.ReadInt64();
        Array.Clear(figures);
        for (int i = 0; i < figures.Length; i++)
        {
            // A run that was given more steps has longer stretches.
            long middle = (2 * i + 1) * stepsThen / (2 * steps);
            figures[Math.Min(middle, Stretches - 1)].Add(LearningFigures.Load(reader));
        }
    }

    private LearningFigures Figures(UpdateTotals totals)
    {
        (long numbers, long atBounds) = Actions();
        (long newNumbers, long newAtBounds) = (numbers - seenNumbers, atBounds - seenNumbersAtBounds);
        (seenNumbers, seenNumbersAtBounds) = (numbers, atBounds);
        return new LearningFigures
        {
            Returns = ended,
            Updates = totals.Updates,
            Clipped = totals.Clipped,
            Explained = totals.Explained,
            Entropy = entropyTerm < 0 || totals.Rows == 0 ? 0 : totals.Mean(entropyTerm) * totals.Rows,
            Decisions = totals.Rows,
            ActionNumbers = newNumbers,
            ActionNumbersAtBounds = newAtBounds,
        };
    }

    private (long Numbers, long AtBounds) Actions()
    {
        (long numbers, long atBounds) = (0, 0);
        foreach (PlayedEpisodes played in topology.Episodes)
        {
            numbers += played.ActionNumbers;
            atBounds += played.ActionNumbersAtBounds;
        }

        return (numbers, atBounds);
    }
}
