using AsyncRL.Bundles;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Parameters;
using AsyncRL.Topologies;

namespace AsyncRL.Cluster.Actors;

/// <summary>Bundles of Gorila whose parameter server is another process.</summary>
internal sealed class RemoteBundles : RemotePlayers
{
    private readonly ReplayObjective objective;
    private readonly PublishedParameters target;

    /// <summary>Makes room for bundles.</summary>
    /// <param name="parts">What they are made of.</param>
    /// <param name="objective">What is learnt.</param>
    public RemoteBundles(TopologyParts parts, ReplayObjective objective)
        : base(parts)
    {
        BundleLearner.Check(parts.Plan.Options);
        this.objective = objective;
        target = new PublishedParameters(new ParameterVector(parts.Plan.Model.Parameters), lag: 0);
    }

    /// <summary>They pull every so many of their steps, as the method says.</summary>
    public override bool FetchesAhead => false;

    /// <inheritdoc/>
    public override bool NeedTarget => true;

    /// <inheritdoc/>
    public override void TakeTarget(ReadOnlySpan<float> values, long version) => target.Replace(values, version);

    /// <inheritdoc/>
    protected override RemotePlayer Create(int number, ActorPort port, int left)
    {
        var server = new ServerPort(Published, target);
        Environments.Environment[] environments =
            Made.CreateEnvironments(number, Made.Plan.Options.Topology.EnvsPerActor);
        BundleReplay replay = BundleReplay.Local(Made.Plan, environments, left);
        var bundle = new Bundle(
            number, Made.Plan, objective, server, port, Shared.Normalizer, environments, replay, replay.Lanes);
        return new RemoteBundle(number, port, bundle, server, Made.Plan.Options, Shared.Normalizer);
    }
}
