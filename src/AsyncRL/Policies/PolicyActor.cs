using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Policies;

/// <summary>
/// Acts with a trained policy. One instance a thread and game; a decision allocates nothing. A policy with an LSTM remembers from decision to decision, so
/// <see cref="BeginEpisode"/> must be called before the first one of every episode.
/// </summary>
public sealed class PolicyActor
{
    // The chance of a random action when sampling from action values, as in the evaluation of Mnih et al. 2015.
    private const double SamplingEpsilon = 0.05;

    private readonly TrainedPolicy policy;
    private readonly Network network;
    private readonly ObservationEncoding encoding;
    private readonly ActionKind actionKind;
    private readonly int firstAction;
    private readonly int[] choiceCounts;
    private readonly int[] choices;
    private readonly Box? bounds;
    private readonly float[] scores;
    private readonly float[] means;
    private readonly float[] deviations;
    private readonly float[] memory;
    private readonly int valueHead; // -1 where the network has none
    private readonly Pcg64 random;

    internal PolicyActor(TrainedPolicy policy, ulong seed)
    {
        this.policy = policy;
        network = new Network(policy.Description.Network, 1, policy.Parameters, learns: false);
        Space actionSpace = policy.Description.ActionSpace;
        encoding = new ObservationEncoding(policy.Description.ObservationSpace, convolves: policy.Description.Network.InputShape.Count == 3);
        actionKind = ActionSpaces.KindOf(actionSpace);
        firstAction = actionSpace is Discrete discrete ? discrete.Start : 0;
        bounds = actionSpace as Box;
        choiceCounts = bounds is null ? ActionSpaces.ChoiceCounts(actionSpace) : [];
        choices = actionKind == ActionKind.Choices ? new int[choiceCounts.Length] : [];
        scores = new float[bounds?.Length ?? choiceCounts.Sum()];
        means = new float[bounds?.Length ?? 0];
        deviations = new float[means.Length];
        valueHead = policy.Description.Network.Heads.ToList().FindIndex(h => h.Name == AdvantageActorCritic.ValueHeadName);
        memory = new float[policy.Description.Network.MemoryLength];
        random = Pcg64.FromSeed(seed);
        BeginEpisode();
    }

    /// <summary>
    /// Of the last decision: the probability of each discrete action (of each value of each choice, choice after choice), its value where the policy is made of action values, or the
    /// numbers of a continuous action.
    /// </summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>
    /// What the policy expected of the last decision's state, in units of the return it was trained on: V(s) of an actor-critic, the greatest Q(s, a) of a legal action
    /// of action values. Not a number before the first decision, and where the network has no value.
    /// </summary>
    public float Value { get; private set; } = float.NaN;

    /// <summary>Of the last decision over continuous actions: the Gaussian's means, before they are clipped to the bounds [length of the action space]; empty for discrete actions.</summary>
    public ReadOnlySpan<float> Means => means;

    /// <summary>Of the last decision over continuous actions: the Gaussian's standard deviations [length of the action space]; empty for discrete actions.</summary>
    public ReadOnlySpan<float> StandardDeviations => deviations;

    /// <summary>Forgets the episode before: to be called when an episode begins. Policies without an LSTM have nothing to forget.</summary>
    public void BeginEpisode() => network.BeginEpisode(0, true);

    /// <summary>Starts the generator over, so that a sampled episode can be played again.</summary>
    /// <param name="seed">The seed.</param>
    public void Reseed(ulong seed) => random.Reseed(new SeedSequence(seed));

    /// <summary>Chooses an action of any kind.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="mode">The best action, or a draw.</param>
    /// <param name="legal">Which values of each choice are legal; empty for all.</param>
    /// <returns>The action, valid until the next decision.</returns>
    /// <exception cref="ArgumentException">The observation or the mask has another length than the policy was trained with.</exception>
    public EnvironmentAction Choose(ReadOnlySpan<float> observation, PolicyMode mode = PolicyMode.Greedy, ReadOnlySpan<bool> legal = default)
    {
        switch (actionKind)
        {
            case ActionKind.Discrete:
                return Act(observation, mode, legal);
            case ActionKind.Choices:
                Act(observation, choices, mode, legal);
                return choices;
            default:
                Act(observation, scores, mode);
                return scores;
        }
    }

    /// <summary>Chooses a discrete action.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="mode">The best action, or a draw: from the softmax, or with action values a random action with probability 0.05.</param>
    /// <param name="legal">Which actions are legal; empty for all.</param>
    /// <returns>The action, from the action space's start on.</returns>
    /// <exception cref="ArgumentException">The observation or the mask has another length than the policy was trained with.</exception>
    /// <exception cref="InvalidOperationException">The policy's actions are of another kind.</exception>
    public int Act(ReadOnlySpan<float> observation, PolicyMode mode = PolicyMode.Greedy, ReadOnlySpan<bool> legal = default)
    {
        if (actionKind != ActionKind.Discrete)
        {
            throw new InvalidOperationException(
                $"This policy's actions are {policy.Description.ActionSpace}, not Discrete; pass a span for the action's {policy.Description.ActionSpace.Length} numbers.");
        }

        ReadOnlySpan<float> output = Forward(observation);
        if (policy.Description.Kind is PolicyKind.ActionValues or PolicyKind.DuelingActionValues)
        {
            if (policy.Description.Kind == PolicyKind.ActionValues)
            {
                output.CopyTo(scores);
            }
            else
            {
                DuelingValues.Combine(network.Output(0, valueHead)[0], output, scores);
            }

            int greedy = ActionValues.Greedy(scores, legal);
            Value = scores[greedy];
            return firstAction + (mode == PolicyMode.Sample && random.Chance(SamplingEpsilon)
                ? UniformAction.Draw(random, scores.Length, legal)
                : greedy);
        }

        Categorical.Softmax(output, legal, scores);
        return firstAction + Pick(scores, mode);
    }

    /// <summary>Chooses an action of several choices.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="action">Receives one integer a choice [length of the action space].</param>
    /// <param name="mode">The most probable value of each choice, or a draw from its softmax.</param>
    /// <param name="legal">Which values of each choice are legal, choice after choice; empty for all.</param>
    /// <exception cref="ArgumentException">The observation, the action or the mask has another length than the policy was trained with.</exception>
    /// <exception cref="InvalidOperationException">The policy's actions are of another kind.</exception>
    public void Act(ReadOnlySpan<float> observation, Span<int> action, PolicyMode mode = PolicyMode.Greedy, ReadOnlySpan<bool> legal = default)
    {
        RequireKind(ActionKind.Choices, action.Length);
        ReadOnlySpan<float> logits = Forward(observation);
        int first = 0;
        for (int i = 0; i < choiceCounts.Length; i++)
        {
            int count = choiceCounts[i];
            Span<float> probabilities = scores.AsSpan(first, count);
            Categorical.Softmax(logits.Slice(first, count), legal.IsEmpty ? legal : legal.Slice(first, count), probabilities);
            action[i] = Pick(probabilities, mode);
            first += count;
        }
    }

    /// <summary>Chooses a continuous action.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="action">Receives the action, inside its bounds [length of the action space].</param>
    /// <param name="mode">The mean, or a draw from the Gaussian.</param>
    /// <exception cref="ArgumentException">The observation or the action has another length than the policy was trained with.</exception>
    /// <exception cref="InvalidOperationException">The policy's actions are discrete.</exception>
    public void Act(ReadOnlySpan<float> observation, Span<float> action, PolicyMode mode = PolicyMode.Greedy)
    {
        RequireKind(ActionKind.Continuous, action.Length);
        Forward(observation).CopyTo(means);
        GaussianPolicy.StandardDeviations(network, 0, deviations);
        if (mode == PolicyMode.Greedy)
        {
            means.CopyTo(action);
        }
        else
        {
            GaussianPolicy.Sample(network, 0, random, action);
        }

        bounds!.Clip(action, action);
    }

    private int Pick(ReadOnlySpan<float> probabilities, PolicyMode mode) => mode == PolicyMode.Greedy
        ? Categorical.ArgMax(probabilities)
        : Categorical.Sample(probabilities, random.NextDouble());

    private void RequireKind(ActionKind kind, int length)
    {
        Space space = policy.Description.ActionSpace;
        if (actionKind != kind)
        {
            throw new InvalidOperationException(
                $"This policy's actions are {space}, not {(kind == ActionKind.Continuous ? "continuous" : "several choices")}; call the Act that fits them, or Choose.");
        }

        if (length != space.Length)
        {
            throw new ArgumentException($"The action has room for {length} numbers, but this policy's actions have {space.Length}.", nameof(length));
        }
    }

    // The outputs of the first head.
    private ReadOnlySpan<float> Forward(ReadOnlySpan<float> observation)
    {
        int expected = policy.Description.ObservationSpace.Length;
        if (observation.Length != expected)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"The observation has {observation.Length} numbers, but this policy was trained on {expected} " +
                $"({policy.Description.EnvironmentId}); pass the same observation as in training."), nameof(observation));
        }

        Span<float> input = network.Input(0);
        encoding.Write(observation, input);
        policy.Scaling?.Apply(input);
        network.Forward(0, 1);

        // The memory after this step is where the next one starts.
        network.CopyMemoryTo(1, memory);
        network.CopyMemoryFrom(0, memory);
        network.BeginEpisode(0, false);
        if (valueHead >= 0)
        {
            Value = network.Output(0, valueHead)[0];
        }

        return network.Output(0, 0);
    }
}
