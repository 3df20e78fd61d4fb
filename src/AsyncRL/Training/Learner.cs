using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Training;

/// <summary>Everything that learns in a run: the shared parameters, the actors and who lets them play.</summary>
internal sealed class Learner
{
    private readonly ActorPlan plan;
    private int firstTurn;
    private ActorScheduler? scheduler;

    public Learner(Algorithm algorithm, string environmentName, Func<Environment> createEnvironment, TrainingOptions options)
    {
        Algorithm = algorithm;
        Environment[][] environments = CreateEnvironments(createEnvironment, options);
        Environment sample = environments[0][0];
        AgentDesign design = algorithm.Design(options, sample.ActionSpace);
        Objective = design.Objective;
        if (options.Network.Lstm is not null && !Objective.LearnsFromSequences)
        {
            throw new OptionException(
                $"network.lstm: {algorithm.Name} learns from single steps, through which no gradient flows back in time; use async-nstep-q or a3c, " +
                "or leave network.lstm out.");
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

        plan = new ActorPlan(environmentName, Network, encoding, Objective, design.CreateSelection, options);
        Actors = [.. environments.Select((own, id) => new Actor(id, plan, Shared, own))];
    }

    public Algorithm Algorithm { get; }

    public NetworkDescription Network { get; }

    public Space ObservationSpace { get; }

    public Space ActionSpace { get; }

    public SharedParameters Shared { get; }

    public IReadOnlyList<Actor> Actors { get; }

    public Objective Objective { get; }

    /// <summary>Mean chance of a random action; 0 for policies that explore by themselves.</summary>
    public double ExplorationRate => Actors.Average(a => a.ExplorationRate);

    /// <summary>The learning rate in force.</summary>
    public double LearningRate => plan.LearningRate(Shared.Steps);

    /// <summary>Whose turn it is in a deterministic run; 0 otherwise. Set before the scheduler is first used.</summary>
    public int Turn
    {
        get => (scheduler as TurnTaking)?.Turn ?? firstTurn;
        set => firstTurn = value;
    }

    public ActorScheduler Scheduler => scheduler ??= plan.Options.Deterministic
        ? new TurnTaking(Actors, Shared, firstTurn)
        : new Hogwild(Actors, Shared);

    private static Environment[][] CreateEnvironments(Func<Environment> create, TrainingOptions options)
    {
        var environments = new Environment[options.Topology.Threads][];
        for (int i = 0; i < environments.Length; i++)
        {
            environments[i] = new Environment[options.Topology.EnvsPerActor];
            for (int b = 0; b < environments[i].Length; b++)
            {
                environments[i][b] = create();
            }
        }

        return environments;
    }
}
