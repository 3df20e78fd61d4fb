using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Policies;

namespace AsyncRL.Agents;

/// <summary>
/// Acts with a trained policy. One instance a thread and game; a decision allocates nothing. A policy with an LSTM remembers from
/// decision to decision, so
/// <see cref="BeginEpisode"/> must be called before the first one of every episode.
/// </summary>
public sealed class PolicyActor
{
    private readonly TrainedPolicy policy;
    private readonly Network? network;
    private readonly BoardTower? tower; // where there is no network
    private readonly ObservationEncoding encoding;
    private readonly ExperienceSchema schema;
    private readonly TrainedSelection selection;
    private readonly NetworkPolicy? acting;
    private readonly Rollout unmasked;
    private readonly Rollout masked;
    private readonly int firstAction;
    private readonly float[] memory;
    private readonly Pcg64 random;

    internal PolicyActor(TrainedPolicy policy, ulong seed)
    {
        this.policy = policy;
        PolicyDescription description = policy.Description;
        NetworkDescription? described = description.Network;
        network = described is null ? null : new Network(described, 1, policy.Parameters, learns: false);
        tower = description.Tower is { } board ? new BoardTower(board) : null;
        tower?.Load(policy.Parameters);
        encoding = new ObservationEncoding(description.ObservationSpace, convolves: described?.InputShape.Count == 3);
        schema = new ExperienceSchema(description.ObservationSpace, description.ActionSpace, maskWidth: 0, []);
        unmasked = new Rollout(schema, 1, 1);
        masked = new Rollout(
            new ExperienceSchema(description.ObservationSpace, description.ActionSpace, schema.ChoiceCounts.Sum(), []), 1, 1);
        firstAction = description.ActionSpace is Discrete discrete ? discrete.Start : 0;
        selection = new TrainedSelection(
            description.Kind, description.ActionSpace,
            described?.Heads.ToList().FindIndex(h => h.Name == NetworkFactory.ValueHead) ?? -1);
        random = Pcg64.FromSeed(seed);
        acting = network is null ? null : new NetworkPolicy(network, selection, random);
        memory = new float[described?.MemoryLength ?? 0];
        BeginEpisode();
    }

    /// <summary>
    /// Of the last decision: the probability of each discrete action (of each value of each choice, choice after choice), its
    /// value where the policy is made of action values, or the numbers of a continuous action.
    /// </summary>
    public ReadOnlySpan<float> Scores => selection.Scores;

    /// <summary>
    /// What the policy expected of the last decision's state, in units of the return it was trained on: V(s) of an actor-critic,
    /// the greatest Q(s, a) of a legal action of action values. Not a number before the first decision, and where the network has
    /// no value.
    /// </summary>
    public float Value => policy.Values is { } values
        ? values.Deviation[Task] * selection.Value + values.Mean[Task]
        : selection.Value;

    /// <summary>Of a policy of several tasks: the number of the task whose values <see cref="Value"/> tells. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many tasks.</exception>
    public int Task
    {
        get => selection.ValueOf;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, policy.Description.Tasks?.Count ?? 1);
            selection.ValueOf = value;
        }
    }

    /// <summary>
    /// Of the last decision over continuous actions: the Gaussian's means, before they are clipped to the bounds, or the action
    /// of a deterministic policy [length of the action space]; empty for discrete actions.
    /// </summary>
    public ReadOnlySpan<float> Means => selection.Means;

    /// <summary>
    /// Of the last decision over continuous actions: the Gaussian's standard deviations, 0 of a deterministic policy [length of
    /// the action space]; empty for discrete actions.
    /// </summary>
    public ReadOnlySpan<float> StandardDeviations => selection.StandardDeviations;

    /// <summary>
    /// Forgets the episode before: to be called when an episode begins. Policies without an LSTM have nothing to forget.
    /// </summary>
    public void BeginEpisode() => network?.BeginSequence(0, true);

    /// <summary>Starts the generator over, so that a sampled episode can be played again.</summary>
    /// <param name="seed">The seed.</param>
    public void Reseed(ulong seed) => random.Reseed(new SeedSequence(seed));

    /// <summary>Chooses an action of any kind.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="mode">The best action, or a draw.</param>
    /// <param name="legal">Which values of each choice are legal; empty for all.</param>
    /// <returns>The action, valid until the next decision.</returns>
    /// <exception cref="ArgumentException">The observation or the mask has another length than the policy was trained
    /// with.</exception>
    public EnvironmentAction Choose(
        ReadOnlySpan<float> observation, PolicyMode mode = PolicyMode.Greedy, ReadOnlySpan<bool> legal = default)
    {
        Rollout chosen = Decide(observation, mode, legal);
        return schema.ActionKind switch
        {
            ActionKind.Discrete => firstAction + chosen.Actions[0],
            ActionKind.Choices => chosen.Choices(0),
            _ => selection.Scores,
        };
    }

    /// <summary>Chooses a discrete action.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="mode">The best action, or a draw: from the softmax, or with action values a random action with probability
    /// 0.05.</param>
    /// <param name="legal">Which actions are legal; empty for all.</param>
    /// <returns>The action, from the action space's start on.</returns>
    /// <exception cref="ArgumentException">The observation or the mask has another length than the policy was trained
    /// with.</exception>
    /// <exception cref="InvalidOperationException">The policy's actions are of another kind.</exception>
    public int Act(ReadOnlySpan<float> observation, PolicyMode mode = PolicyMode.Greedy, ReadOnlySpan<bool> legal = default)
    {
        if (schema.ActionKind != ActionKind.Discrete)
        {
            throw new InvalidOperationException(
                $"This policy's actions are {policy.Description.ActionSpace}, not Discrete; " +
                $"pass a span for the action's {policy.Description.ActionSpace.Length} numbers.");
        }

        return firstAction + Decide(observation, mode, legal).Actions[0];
    }

    /// <summary>Chooses an action of several choices.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="action">Receives one integer per choice [length of the action space].</param>
    /// <param name="mode">The most probable value of each choice, or a draw from its softmax.</param>
    /// <param name="legal">Which values of each choice are legal, choice after choice; empty for all.</param>
    /// <exception cref="ArgumentException">The observation, the action or the mask has another length than the policy was trained
    /// with.</exception>
    /// <exception cref="InvalidOperationException">The policy's actions are of another kind.</exception>
    public void Act(
        ReadOnlySpan<float> observation, Span<int> action, PolicyMode mode = PolicyMode.Greedy,
        ReadOnlySpan<bool> legal = default)
    {
        RequireKind(ActionKind.Choices, action.Length);
        Decide(observation, mode, legal).Choices(0).CopyTo(action);
    }

    /// <summary>Chooses a continuous action.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="action">Receives the action, inside its bounds [length of the action space].</param>
    /// <param name="mode">The mean, or a draw from the Gaussian; a deterministic policy does the same in both.</param>
    /// <exception cref="ArgumentException">The observation or the action has another length than the policy was trained
    /// with.</exception>
    /// <exception cref="InvalidOperationException">The policy's actions are discrete.</exception>
    public void Act(ReadOnlySpan<float> observation, Span<float> action, PolicyMode mode = PolicyMode.Greedy)
    {
        RequireKind(ActionKind.Continuous, action.Length);
        Decide(observation, mode, []);
        selection.Scores.CopyTo(action);
    }

    private void RequireKind(ActionKind kind, int length)
    {
        Space space = policy.Description.ActionSpace;
        if (schema.ActionKind != kind)
        {
            throw new InvalidOperationException(
                $"This policy's actions are {space}, not {(kind == ActionKind.Continuous ? "continuous" : "several choices")}; " +
                "call the Act that fits them, or Choose.");
        }

        if (length != space.Length)
        {
            throw new ArgumentException(
                $"The action has room for {length} numbers, but this policy's actions have {space.Length}.", nameof(length));
        }
    }

    // Acts as a player does, on one observation.
    private Rollout Decide(ReadOnlySpan<float> observation, PolicyMode mode, ReadOnlySpan<bool> legal)
    {
        int expected = policy.Description.ObservationSpace.Length;
        if (observation.Length != expected)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The observation has {observation.Length} numbers, but this policy was trained on {expected} " +
                $"({policy.Description.EnvironmentId}); pass the same observation as in training."), nameof(observation));
        }

        if (Finite.FirstNonfinite(observation) is var bad and >= 0)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Element {bad} of the observation is {observation[bad]}; a policy acts on finite numbers only. Look for a " +
                $"division by zero in what writes it."), nameof(observation));
        }

        Rollout rollout = legal.IsEmpty ? unmasked : masked;
        if (legal.Length != rollout.MaskWidth)
        {
            throw new ArgumentException(
                $"The mask has {legal.Length} flags, but this policy chooses among {masked.MaskWidth} values; " +
                "pass a flag for each, or an empty span.", nameof(legal));
        }

        legal.CopyTo(rollout.Legal(0));
        selection.Mode = mode;
        if (network is null)
        {
            tower!.Evaluate(observation);
            selection.Choose(tower.Logits, tower.Value, rollout, random);
            return rollout;
        }

        Span<float> input = network.Input(0);
        encoding.Write(observation, input);
        policy.Scaling?.Apply(input);
        acting!.Act(rollout, 0, 1);

        // The memory after this step is where the next one starts.
        network.CopyMemoryTo(1, memory);
        network.CopyMemoryFrom(0, memory);
        network.BeginSequence(0, false);
        return rollout;
    }
}
