using AsyncRL.Agents;
using AsyncRL.Algorithms;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Parameters;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Replay;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Runs;

/// <summary>Everything that learns in a run: the model, the shared parameters, and the topology that plays and learns.</summary>
internal sealed class Learner
{
    private readonly RunPlan plan;

    public Learner(Algorithm algorithm, string environmentName, Func<Environment> createEnvironment, TrainingOptions options)
        : this(algorithm, environmentName, _ => createEnvironment(), options)
    {
    }

    /// <param name="algorithm">What to train with.</param>
    /// <param name="environmentName">The environment's id, or a name for it.</param>
    /// <param name="createEnvironment">Makes an environment, given its number in the run.</param>
    /// <param name="options">The resolved options.</param>
    public Learner(Algorithm algorithm, string environmentName, Func<int, Environment> createEnvironment, TrainingOptions options)
    {
        Algorithm = algorithm;
        Environment sample = createEnvironment(0);
        ObservationSpace = sample.ObservationSpace;
        ActionSpace = sample.ActionSpace;
        Tasks = TaskEnvironment.Of(sample)?.Spaces;
        CheckTasks(options);

        // What a method with a network of another kind does not read must not change how it sees observations either.
        NetworkOptions network =
            algorithm.Options.IsRead("network.conv") ? options.Network : options.Network with { Conv = [] };
        options = options with { Network = NetworkChoice.Complete(network, ObservationSpace) };
        Design = algorithm.Design(new AlgorithmContext(options, ObservationSpace, ActionSpace)
        {
            Tasks = Tasks?.Count ?? 1,
            Frames = ReplayLayout.StackOf(sample),
            Sample = sample,
        });
        Check(options);

        var encoding = new ObservationEncoding(ObservationSpace, convolves: options.Network.Conv!.Count > 0);
        Model = Design.CreateModel(new NetworkFactory(options.Network, encoding));
        Optimizer optimizer = OptimizerBuilder.Build(options.Optimizer);
        Shared = new SharedParameters(Model, optimizer, OptimizerBuilder.SharesStatistics(options.Optimizer));
        Pcg64 random = Seeds.Generator(options.Seed, 0, Seeds.Purpose.Initialization);
        Model.Initialize(Shared.Theta.Span, options.Network.Initializer, random.NextDouble);
        if (options.NormalizeObservations == true)
        {
            Shared.Normalizer = new ObservationNormalizer(Model.Network.InputLength);
        }

        plan = new RunPlan(
            environmentName, Model, encoding, ExperienceSchema.For(sample, Design.Columns), Design.CreateSelection, options)
        {
            CreatePolicy = Design.CreatePolicy,
            CreateShaping = Design.CreateShaping,
        };
        Environment? unused = sample;
        Topology = Design.CreateTopology(new TopologyParts(plan, Shared, number =>
        {
            Environment environment = number == 0 && unused is not null ? unused : createEnvironment(number);
            unused = number == 0 ? null : unused;
            return environment;
        }));
    }

    public Algorithm Algorithm { get; }

    public AgentDesign Design { get; }

    public ModelDescription Model { get; }

    public Space ObservationSpace { get; }

    public Space ActionSpace { get; }

    /// <summary>The tasks that are learned together; null for one environment.</summary>
    public TaskSpaces? Tasks { get; }

    public SharedParameters Shared { get; }

    public Topology Topology { get; }

    public TrainingOptions Options => plan.Options;

    /// <summary>The share of the run's time that has passed, for schedules.</summary>
    public TimeShare Time => plan.Time;

    /// <summary>
    /// The part of the shared parameters that acts, the first: so a checkpoint is also a file of the policy alone.
    /// </summary>
    public ParameterVector ActingPart => Shared.Theta.Part(Model.Parts[0].Layout, Model.Parts[0].First);

    /// <summary>What values mean now in the units of the rewards; null where they are not normalised.</summary>
    public ValueScaling? Values => Design.Objective is OnlineObjective { Values: { PopArt: { } popArt } values }
        ? new ValueScaling(
            [.. Enumerable.Range(0, values.Tasks).Select(task => PopArt.Mean(Model, Shared.Theta, task))],
            [.. Enumerable.Range(0, values.Tasks).Select(task => popArt.Deviation(Model, Shared.Theta, task))])
        : null;

    /// <summary>Why environments did not take up the states that a checkpoint holds.</summary>
    public IReadOnlyList<string> StateFaults => plan.StateFaults;

    /// <summary>The learning rate in force.</summary>
    public double LearningRate => plan.LearningRate(Shared.Steps);

    /// <summary>The policy as it is now: a copy of the shared parameters.</summary>
    public TrainedPolicy Snapshot(PolicyDescription description)
    {
        var parameters = new ParameterVector(Model.Parts[0].Layout);
        if (Topology.Published is { } published)
        {
            published.CopyWhole(ActingPart, parameters);
        }
        else
        {
            parameters.CopyFrom(ActingPart);
        }

        return new TrainedPolicy(description, parameters, Shared.Normalizer?.Snapshot(), Values);
    }

    private void CheckTasks(TrainingOptions options)
    {
        if (Tasks is null || Tasks.Count == 1)
        {
            return;
        }

        if (!Algorithm.LearnsSeveralTasks)
        {
            throw new ArgumentException(
                $"{Algorithm.Name} trains one environment at a time, but {Tasks.Count} are named " +
                $"({string.Join(", ", Tasks.Names)}); {SeveralTaskAlgorithms()} can train several tasks at once.");
        }

        int environments = options.Topology.EnvsPerActor, tasks = Tasks.Count, less = environments / tasks * tasks;
        if (environments % tasks != 0)
        {
            throw new OptionException(
                $"topology.envs_per_actor: {tasks} tasks cannot have equal shares of the {environments} environments of an " +
                $"actor; use {(less == 0 ? string.Empty : $"{less} or ")}{less + tasks}.");
        }
    }

    private static string SeveralTaskAlgorithms()
    {
        string[] names = [.. AlgorithmCatalog.All.Where(a => a.LearnsSeveralTasks).Select(a => a.Name)];
        return $"only {string.Join(", ", names[..^1])} and {names[^1]}";
    }

    private void Check(TrainingOptions options)
    {
        if (options.Network.Lstm is not null && !Design.LearnsFromSequences)
        {
            throw new OptionException(
                $"network.lstm: {Algorithm.Name} learns from single steps, through which no gradient flows back in time; use " +
                $"{(ActionSpace is Box ? "a3c" : "async-nstep-q or a3c")}, " +
                "or leave network.lstm out.");
        }

        if (options.Topology.Inference == InferencePlace.Central && !Design.AllowsCentralInference)
        {
            throw new OptionException(
                $"topology.inference: central inference needs actors that do not learn, but those of {Algorithm.Name} do; " +
                "use impala, or leave topology.inference at actor.");
        }

        if (options.Topology.Inference == InferencePlace.Central
            && Design.CreatePolicy != (Func<Model, ActionSelection, Pcg64, Policy>)RunPlan.ActOnNetwork)
        {
            throw new OptionException(
                "topology.inference: central inference acts on the outputs of a network alone, but the players of " +
                $"{Algorithm.Name} have a policy of their own; leave topology.inference at actor.");
        }
    }
}
