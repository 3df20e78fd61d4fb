using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Replay;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.ReplayLearning;

/// <summary>
/// One actor that fills a replay memory and learns from minibatches out of it (Mnih et al. 2015): one after the other
/// (<see cref="SequentialReplay"/>), or at the same time (<see cref="OverlappedReplay"/>). A minibatch is due every
/// <c>replay.train_frequency</c> steps, from <c>replay.learning_starts</c> on.
/// </summary>
public abstract class ReplayLearner : Topology
{
    private readonly TrainingOptions options;
    private bool withoutReplay;

    /// <summary>Makes the memory, the actor and the learner.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <param name="reserve">Rows of a lane that are not read any more: see <see cref="ReplayLayout"/>.</param>
    /// <exception cref="OptionException">The memory is too large for the machine, or too small to be used.</exception>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    private protected ReplayLearner(TopologyParts parts, ReplayObjective objective, Func<int, int> reserve)
        : base(parts.Shared)
    {
        Shared.Target ??= new TargetNetwork(Shared.Theta, parts.Plan.Options.TargetInterval);
        options = parts.Plan.Options;
        ReplayMaking.Check(options);
        Environment[] environments = parts.CreateEnvironments(0, options.Topology.EnvsPerActor);
        (Replay, long bytes) = ReplayMaking.Create(parts.Plan, environments[0], environments.Length, reserve);
        GoalContract? goals = PlayedGoals.ContractOf(environments[0], parts.Plan.EnvironmentName, options);
        Player = new ReplayPlayer(parts.Plan, parts.Shared, Replay, environments, goals);
        Learner = new ReplayUpdates(parts.Plan, objective, parts.Shared, Replay, goals);
        Description = string.Create(
            CultureInfo.InvariantCulture,
            $"1 actor x {Count(environments.Length, "environment")}, a replay memory of {options.Replay.Capacity:N0} steps " +
            $"({bytes / 1e6:N0} MB{(options.Replay.Save ? ", in every checkpoint" : string.Empty)})");
    }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => [Player.Player.Episodes];

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => [Learner.Statistics];

    /// <inheritdoc/>
    public override double ExplorationRate => Player.Player.ExplorationRate;

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
    [
        new SavedPart("replay", SaveReplay, LoadReplay) { Content = () => SavesReplay ? Replay.Memory.Content : [] },
        new SavedPart("priorities", Replay.Save, LoadPriorities) { Content = () => SavesReplay ? Replay.Content : [] },
        new SavedPart("learner", Learner.Save, LoadUpdates),
        new SavedPart("actor.0", Player.Save, reader => Player.Load(reader, !withoutReplay)),
    ];

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates =>
        Learner.OwnStatistics is { } own ? [("optimizer.0", own)] : base.OptimizerStates;

    /// <inheritdoc/>
    public override IEnumerable<string> LeftOut => withoutReplay
        ? ["The checkpoint holds no replay memory (replay.save=false), so it fills from scratch; " +
            "learning goes on once it holds replay.learning_starts steps."]
        : [];

    /// <summary>The replay memory, and how it is drawn from.</summary>
    internal ReplayDraws Replay { get; }

    /// <summary>The half that plays.</summary>
    internal ReplayPlayer Player { get; }

    /// <summary>The half that learns.</summary>
    internal ReplayUpdates Learner { get; }

    /// <summary>Whether a minibatch falls due with the step that was just played.</summary>
    private protected bool UpdateIsDue => Player.Steps % options.Replay.TrainFrequency == 0 && Learner.IsReady;

    // After loading from a checkpoint without a memory there is none to be read either.
    private bool SavesReplay => options.Replay.Save && !withoutReplay;

    /// <summary>Makes the topology that the options ask for.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt.</param>
    /// <returns>One thread, or two with <c>replay.overlap</c>.</returns>
    /// <exception cref="OptionException">Two threads cannot be deterministic.</exception>
    public static Topology Create(TopologyParts parts, ReplayObjective objective)
    {
        ArgumentNullException.ThrowIfNull(parts);
        TrainingOptions options = parts.Plan.Options;
        if (!options.Replay.Overlap)
        {
            return new SequentialReplay(parts, objective);
        }

        return options.Deterministic
            ? throw new OptionException(
                "replay.overlap: two threads at once are never deterministic; " +
                "set replay.overlap to false, or leave deterministic out.")
            : new OverlappedReplay(parts, objective);
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        values.Add(("replay/size", Math.Min(Replay.Memory.Transitions, options.Replay.Capacity)));
        if (options.Replay.Prioritized)
        {
            values.Add(("replay/beta", Learner.Beta));
        }
    }

    private void SaveReplay(BinaryWriter writer)
    {
        writer.Write(SavesReplay);
        if (SavesReplay)
        {
            Replay.Memory.Save(writer);
            writer.Write(Learner.Owed);
        }
    }

    private bool LoadReplay(BinaryReader reader)
    {
        withoutReplay = !reader.ReadBoolean();
        if (withoutReplay)
        {
            Replay.Memory.Clear();
            Replay.Clear();
        }
        else
        {
            Replay.Memory.Load(reader);

            // Earlier checkpoints end here: they were written when nothing was owed.
            Learner.Owed = reader.BaseStream.Position < reader.BaseStream.Length ? reader.ReadInt32() : 0;
        }

        return true;
    }

    private bool LoadPriorities(BinaryReader reader)
    {
        Replay.Load(reader);
        return true;
    }

    private bool LoadUpdates(BinaryReader reader)
    {
        Replay.Restored();
        Learner.Load(reader);
        return true;
    }
}
