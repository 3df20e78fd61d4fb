using AsyncRL.Neural;

namespace AsyncRL.Topologies;

/// <summary>
/// Actor-learners that each play their own environments and update theta by themselves (Mnih et al. 2016), freely (<see cref="Hogwild"/>,
/// <see cref="SingleWriter"/>, <see cref="Exchange"/>) or in turns (<see cref="TurnTaking"/>).
/// </summary>
public abstract class AsynchronousActors : Topology
{
    // What one actor is made of is created in a row. Without a gap the last of its objects and the first of the next one's could share a cache line, which would then travel with every step of both.
    private const int GapBytes = 256;

    private readonly byte[][] gaps;
    private readonly GradientMoments? episodeGradients;

    /// <summary>Makes the actors.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <exception cref="EnvironmentFaultException">An environment failed to reset.</exception>
    protected AsynchronousActors(TopologyParts parts)
        : this(parts, _ => new RacingParameters(parts.Shared, parts.Plan.Options.Topology.Threads == 1))
    {
    }

    private protected AsynchronousActors(TopologyParts parts, Func<int, ActorParameters> parametersOf)
        : base(parts.Shared)
    {
        TopologyOptions options = parts.Plan.Options.Topology;
        Description = $"{options.Threads} actors x {options.EnvsPerActor} environments";
        var actors = new Actor[options.Threads];
        gaps = new byte[options.Threads][];
        for (int id = 0; id < actors.Length; id++)
        {
            gaps[id] = new byte[GapBytes];
            actors[id] = new Actor(id, parts.Plan, parts.Shared, parts.CreateEnvironments(options.EnvsPerActor), parametersOf(id));
        }

        Actors = actors;
        episodeGradients = parts.Plan.Objective.LearnsFromWholeEpisodes ? new GradientMoments(parts.Plan.Network.Parameters) : null;
    }

    /// <summary>The actors.</summary>
    public IReadOnlyList<Actor> Actors { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <inheritdoc/>
    public override int Threads => Actors.Count;

    /// <inheritdoc/>
    public override IEnumerable<ActorStatistics> Statistics => Actors.Select(a => a.Statistics);

    /// <inheritdoc/>
    public override double ExplorationRate => Actors.Average(a => a.ExplorationRate);

    /// <inheritdoc/>
    public override IEnumerable<SavedPart> Parts => Actors.Select((actor, id) => new SavedPart($"actor.{id}", actor.Save, actor.Load));

    /// <inheritdoc/>
    public override IEnumerable<(string Name, OptimizerState State)> OptimizerStates => Shared.Statistics is null
        ? Actors.Select((actor, id) => ($"optimizer.{id}", actor.OwnStatistics!))
        : base.OptimizerStates;

    /// <summary>Makes the topology that the options ask for.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <returns>Turns in a deterministic run, otherwise a thread an actor. What takes turns, or is alone, is the only writer as it is.</returns>
    /// <exception cref="OptionException">The optimizer does not go with the way of sharing.</exception>
    public static Topology Create(TopologyParts parts) => parts.Plan.Options switch
    {
        { Deterministic: true } => new TurnTaking(parts),
        { Topology: { Sharing: ParameterSharing.SingleWriter, Threads: > 1 } } => new SingleWriter(parts),
        { Topology: { Sharing: ParameterSharing.Exchange, Threads: > 1 } } => new Exchange(parts),
        _ => new Hogwild(parts),
    };

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (Actor actor in Actors)
        {
            actor.FinishSegment();
        }
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
}
