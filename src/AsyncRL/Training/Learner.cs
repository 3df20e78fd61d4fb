using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Training;

/// <summary>Everything that learns in a run: the network, the shared parameters, and the topology that plays and learns.</summary>
internal sealed class Learner
{
    private readonly ActorPlan plan;

    public Learner(Algorithm algorithm, string environmentName, Func<Environment> createEnvironment, TrainingOptions options)
    {
        Algorithm = algorithm;
        Environment sample = createEnvironment();
        AgentDesign design = algorithm.Design(options, sample.ActionSpace);
        Objective = design.Objective;
        if (options.Network.Lstm is not null && !Objective.LearnsFromSequences)
        {
            throw new OptionException(
                $"network.lstm: {algorithm.Name} learns from single steps, through which no gradient flows back in time; use async-nstep-q or a3c, " +
                "or leave network.lstm out.");
        }

        if (Objective.LearnsFromWholeEpisodes && !options.WholeEpisodes)
        {
            throw new OptionException(
                $"whole_episodes: {algorithm.Name} learns from the returns of whole episodes; leave whole_episodes at its preset, true " +
                "(with topology.envs_per_actor=1 and a t_max that no episode exceeds), or use a3c.");
        }

        if (options.WholeEpisodes && options.Topology.EnvsPerActor != 1)
        {
            throw new OptionException(
                $"whole_episodes: an update a whole episode needs topology.envs_per_actor=1, but it is {options.Topology.EnvsPerActor}.");
        }

        var encoding = new ObservationEncoding(sample.ObservationSpace, convolves: options.Network.Conv.Count > 0);
        Network = NetworkBuilder.Build(options.Network, encoding, Objective.Heads);
        ObservationSpace = sample.ObservationSpace;
        ActionSpace = sample.ActionSpace;

        Optimizer optimizer = OptimizerBuilder.Build(options.Optimizer);
        Shared = new SharedParameters(Network.Parameters, optimizer, OptimizerBuilder.SharesStatistics(options.Optimizer));
        Pcg64 random = Seeds.Generator(options.Seed, 0, Seeds.Purpose.Initialization);
        Network.Initialize(Shared.Theta.Span, options.Network.Initializer, random.NextDouble);

        if (Objective.UsesTargetNetwork)
        {
            Shared.Target = new TargetNetwork(Shared.Theta, options.TargetInterval);
        }

        if (options.NormalizeObservations)
        {
            Shared.Normalizer = new ObservationNormalizer(Network.InputLength);
        }

        if (options.ReadLive && !Objective.AllowsLiveReading)
        {
            throw new OptionException($"read_live: {algorithm.Name} cannot read the shared parameters live; only the one-step value methods can.");
        }

        if (options.Topology.Inference == InferencePlace.Central && !design.AllowsCentralInference)
        {
            throw new OptionException(
                $"topology.inference: central inference needs actors that do not learn, but those of {algorithm.Name} do; use impala, or leave topology.inference at actor.");
        }

        plan = new ActorPlan(environmentName, Network, encoding, Objective, design.CreateSelection, options);
        Environment? unused = sample;
        Topology = design.CreateTopology(new TopologyParts(plan, Shared, () =>
        {
            Environment environment = unused ?? createEnvironment();
            unused = null;
            return environment;
        }));
    }

    public Algorithm Algorithm { get; }

    public NetworkDescription Network { get; }

    public Space ObservationSpace { get; }

    public Space ActionSpace { get; }

    public SharedParameters Shared { get; }

    public Topology Topology { get; }

    public Objective Objective { get; }

    /// <summary>The learning rate in force.</summary>
    public double LearningRate => plan.LearningRate(Shared.Steps);
}
