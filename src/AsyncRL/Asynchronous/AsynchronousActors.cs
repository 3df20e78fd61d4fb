using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Topologies;

namespace AsyncRL.Asynchronous;

/// <summary>
/// Actor-learners that each play their own environments and update theta by themselves (Mnih et al. 2016), on threads of their
/// own (<see cref="ActorThreads"/>) or in turns (<see cref="ActorTurns"/>). How they share theta is <c>topology.sharing</c>, in
/// both forms.
/// </summary>
public abstract class AsynchronousActors : Topology
{
    // What one actor is made of is created in a row. Without a gap the last of its objects and the first of the next one's could
    // share a cache line, which would then travel with every step of both.
    private const int GapBytes = 256;

    private readonly byte[][] gaps;
    private readonly GradientMoments? episodeGradients;

    private protected AsynchronousActors(TopologyParts parts, OnlineObjective objective)
        : base(parts.Shared)
    {
        Options = parts.Plan.Options;
        Scheme = CreateScheme(parts);
        TopologyOptions options = Options.Topology;
        Description = Scheme.Describe($"{Count(options.Threads, "actor")} x {Count(options.EnvsPerActor, "environment")}");
        var actors = new Actor[options.Threads];
        gaps = new byte[options.Threads][];
        for (int id = 0; id < actors.Length; id++)
        {
            gaps[id] = new byte[GapBytes];
            actors[id] = new Actor(
                id, parts.Plan, objective, parts.Shared, parts.CreateEnvironments(id, options.EnvsPerActor), Scheme[id]);
        }

        Actors = actors;
        episodeGradients = objective is EpisodeObjective ? new GradientMoments(parts.Plan.Network.Parameters) : null;
    }

    /// <summary>The actors.</summary>
    internal IReadOnlyList<Actor> Actors { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override int Threads => Actors.Count;

    /// <inheritdoc/>
    public override IEnumerable<PlayedEpisodes> Episodes => Actors.Select(a => a.Player.Episodes);

    /// <inheritdoc/>
    public override IEnumerable<UpdateStatistics> Updates => Actors.Select(a => a.Statistics);

    /// <inheritdoc/>
    public override double ExplorationRate => Actors.Average(a => a.Player.ExplorationRate);

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts =>
        Actors.Select((actor, id) => new SavedPart($"actor.{id}", actor.Save, actor.Load));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => Shared.Statistics is null
        ? Actors.Select((actor, id) => ($"optimizer.{id}", actor.Parameters.OwnStatistics!))
        : base.OptimizerStates;

    /// <summary>The options of the run.</summary>
    private protected TrainingOptions Options { get; }

    /// <summary>How the actors share theta.</summary>
    internal SharingScheme Scheme { get; }

    /// <summary>Makes the topology for segments.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt from them.</param>
    /// <returns>Turns in a deterministic run, otherwise a thread for each actor.</returns>
    /// <exception cref="OptionException">An option does not fit.</exception>
    public static Topology Create(TopologyParts parts, SegmentObjective objective) => CreateFor(parts, objective);

    /// <summary>Makes the topology for segments whose states a target network values.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt from them.</param>
    /// <returns>Turns in a deterministic run, otherwise a thread for each actor.</returns>
    /// <exception cref="OptionException">An option does not fit.</exception>
    public static Topology Create(TopologyParts parts, TargetedObjective objective)
    {
        ArgumentNullException.ThrowIfNull(parts);
        parts.Shared.Target ??= new TargetNetwork(parts.Shared.Theta, parts.Plan.Options.TargetInterval);
        return CreateFor(parts, objective);
    }

    /// <summary>Makes the topology for whole episodes.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="objective">What is learnt from them.</param>
    /// <returns>Turns in a deterministic run, otherwise a thread for each actor.</returns>
    /// <exception cref="OptionException">An option does not fit.</exception>
    public static Topology Create(TopologyParts parts, EpisodeObjective objective)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.Plan.Options.WholeEpisodes ? CreateFor(parts, objective) : throw new OptionException(
            "whole_episodes: this method learns from the returns of whole episodes; leave whole_episodes at its preset, true " +
            "(with topology.envs_per_actor=1 and a t_max that no episode exceeds), or use a3c.");
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        Scheme.Begin();
        foreach (Actor actor in Actors)
        {
            actor.FinishSegment();
            Scheme.EndTurn();
        }

        Scheme.Settle();
    }

    /// <inheritdoc/>
    public override void Report(ICollection<(string Tag, double Value)> values)
    {
        if (episodeGradients is null)
        {
            return;
        }

        episodeGradients.Clear();
        foreach (Actor actor in Actors)
        {
            actor.EpisodeGradients!.Drain(episodeGradients);
        }

        values.Add((ReportTags.GradientVariance, episodeGradients.TraceOfCovariance));
    }

    private static AsynchronousActors CreateFor(TopologyParts parts, OnlineObjective objective)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(objective);
        TrainingOptions options = parts.Plan.Options;
        if (options.ReadLive && objective is not TargetedObjective { AllowsLiveReading: true })
        {
            throw new OptionException(
                "read_live: only the one-step value methods can read the shared parameters live; leave read_live at false.");
        }

        if (options.WholeEpisodes && options.Topology.EnvsPerActor != 1)
        {
            throw new OptionException(
                "whole_episodes: an update a whole episode needs topology.envs_per_actor=1, " +
                $"but it is {options.Topology.EnvsPerActor}.");
        }

        return options.Deterministic ? new ActorTurns(parts, objective) : new ActorThreads(parts, objective);
    }

    // A lone actor is the only writer anyway.
    private static SharingScheme CreateScheme(TopologyParts parts)
    {
        TopologyOptions options = parts.Plan.Options.Topology;
        return options.Threads == 1 ? new RacingScheme(parts.Shared, 1) : options.Sharing switch
        {
            ParameterSharing.SingleWriter => ReplicatedParameters.Create(parts.Shared, parts.Plan.Options),
            ParameterSharing.Exchange => ExchangedParameters.Create(parts.Shared, parts.Plan.Options),
            _ => new RacingScheme(parts.Shared, options.Threads),
        };
    }
}
