using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Play;
using AsyncRL.Policies;
using AsyncRL.Topologies;

namespace AsyncRL.Algorithms;

/// <summary>The parts of an algorithm that fit one environment.</summary>
public sealed record AgentDesign
{
    /// <summary>The networks and numbers that are learnt; the first network acts.</summary>
    public required Func<NetworkFactory, ModelDescription> CreateModel { get; init; }

    /// <summary>What the outputs of the network that acts mean to whatever acts with it.</summary>
    public required PolicyKind Policy { get; init; }

    /// <summary>Makes a player's exploration from its number of environments and a generator for what it draws once.</summary>
    public required Func<int, Pcg64, ActionSelection> CreateSelection { get; init; }

    /// <summary>Makes the players and the learner: one of the program's topologies, or a training loop of one's own.</summary>
    public required Func<TopologyParts, Topology> CreateTopology { get; init; }

    /// <summary>The objective, for tools that look at it; null where a training loop of one's own has none.</summary>
    public Objective? Objective { get; init; }

    /// <summary>The columns of experience besides actions, rewards and ends of episodes. None by default.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];

    /// <summary>What is reported of updates. Nothing by default.</summary>
    public IReadOnlyList<LossTerm> Losses { get; init; } = [];

    /// <summary>Whether it learns from whole sequences, as an LSTM needs. Default false.</summary>
    public bool LearnsFromSequences { get; init; }

    /// <summary>Whether actions can be chosen apart from the actors (<c>topology.inference</c>). Default false.</summary>
    public bool AllowsCentralInference { get; init; }

    /// <summary>
    /// Whether it learns in bundles of actor, replay memory and learner (<see cref="Bundles.BundleLearner"/>), which may be other
    /// processes. Default false.
    /// </summary>
    public bool LearnsInBundles { get; init; }

    /// <summary>
    /// Whether the returns of training episodes tell how well it learns. Default true; not where it plays against itself.
    /// </summary>
    public bool JudgesReturns { get; init; } = true;

    /// <summary>
    /// Makes what plays an environment with the trained policy when the run evaluates it, such as a search. Null, the default, is
    /// the policy alone.
    /// </summary>
    public Func<TrainedPolicy, Environments.Environment, IAgent>? CreateAgent { get; init; }

    /// <summary>
    /// Makes a player's policy from its model, its exploration and its generator. By default it acts
    /// on the outputs of the first network.
    /// </summary>
    public Func<Model, ActionSelection, Pcg64, Policy> CreatePolicy { get; init; } = RunPlan.ActOnNetwork;

    /// <summary>
    /// Makes what shapes experience between play and learning, in this order, for one player. Nothing by default.
    /// </summary>
    public Func<int, IReadOnlyList<Shaping>> CreateShaping { get; init; } = _ => [];

    /// <summary>The design of an algorithm that is an objective, an exploration and a topology.</summary>
    /// <param name="objective">Turns experience into gradients.</param>
    /// <param name="createSelection">Makes a player's exploration from its number of environments and a generator for what it
    /// draws once.</param>
    /// <param name="createTopology">Joins them to the players and the learner: <c>parts => Lockstep.Create(parts,
    /// objective)</c>.</param>
    /// <returns>The design.</returns>
    public static AgentDesign For(
        Objective objective, Func<int, Pcg64, ActionSelection> createSelection, Func<TopologyParts, Topology> createTopology)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return new AgentDesign
        {
            Objective = objective,
            CreateModel = objective.CreateModel,
            Policy = objective.Policy,
            Columns = objective.Columns,
            Losses = objective.Losses,
            LearnsFromSequences = objective.LearnsFromSequences,
            CreateSelection = createSelection,
            CreateTopology = createTopology,
        };
    }
}
