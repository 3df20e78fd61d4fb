using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Policies;

/// <summary>
/// Acts with a trained policy. One instance a thread; a decision allocates nothing.
/// </summary>
public sealed class PolicyActor
{
    // The chance of a random action when sampling from action values, as in the evaluation of Mnih et al. 2015.
    private const double SamplingEpsilon = 0.05;

    private readonly TrainedPolicy policy;
    private readonly Network network;
    private readonly float[] scores;
    private readonly Pcg64 random;

    internal PolicyActor(TrainedPolicy policy, ulong seed)
    {
        this.policy = policy;
        network = new Network(policy.Description.Network, 1, policy.Parameters, learns: false);
        scores = new float[((Discrete)policy.Description.ActionSpace).Count];
        random = Pcg64.FromSeed(seed);
    }

    /// <summary>The probability of each action at the last decision, or its value where the policy is made of action values.</summary>
    public ReadOnlySpan<float> Scores => scores;

    /// <summary>Starts the generator over, so that a sampled episode can be played again.</summary>
    /// <param name="seed">The seed.</param>
    public void Reseed(ulong seed) => random.Reseed(new SeedSequence(seed));

    /// <summary>Chooses a discrete action.</summary>
    /// <param name="observation">The observation [length of the observation space].</param>
    /// <param name="mode">The best action, or a draw: from the softmax, or with action values a random action with probability 0.05.</param>
    /// <param name="legal">Which actions are legal; empty for all.</param>
    /// <returns>The action, from 0.</returns>
    /// <exception cref="ArgumentException">The observation or the mask has another length than the policy was trained with.</exception>
    public int Act(ReadOnlySpan<float> observation, PolicyMode mode = PolicyMode.Greedy, ReadOnlySpan<bool> legal = default)
    {
        Span<float> input = network.Input(0);
        if (observation.Length != input.Length)
        {
            throw new ArgumentException(
                $"The observation has {observation.Length} numbers, but this policy was trained on {input.Length} " +
                $"({policy.Description.EnvironmentId}); pass the same observation as in training.", nameof(observation));
        }

        observation.CopyTo(input);
        network.Forward(0, 1);
        ReadOnlySpan<float> output = network.Output(0, 0);
        if (policy.Description.Kind == PolicyKind.ActionValues)
        {
            output.CopyTo(scores);
            return mode == PolicyMode.Sample && random.Chance(SamplingEpsilon)
                ? UniformAction.Draw(random, scores.Length, legal)
                : ActionValues.Greedy(scores, legal);
        }

        Categorical.Softmax(output, legal, scores);
        return mode == PolicyMode.Greedy
            ? Categorical.ArgMax(scores)
            : Categorical.Sample(scores, random.NextDouble());
    }
}
