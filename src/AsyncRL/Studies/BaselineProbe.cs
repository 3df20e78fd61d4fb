using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.Topologies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Studies;

/// <summary>
/// What a baseline takes off the variance of the policy gradient, all else equal: one policy, the same sampled episodes, and of each episode the gradient of
/// <c>sum_t -G_t log pi(A_t|S_t)</c> and that of <c>sum_t -(G_t - v(S_t)) log pi(A_t|S_t)</c> (Sutton and Barto 2018, equations 13.8 and 13.11).
/// </summary>
/// <remarks>
/// Both estimate the same gradient, so that only their variance differs. While a method trains its policy moves on, and with it the length of its episodes; here it stands still.
/// </remarks>
internal static class BaselineProbe
{
    /// <summary>Measures a policy.</summary>
    /// <param name="policy">A policy that was trained from whole episodes.</param>
    /// <param name="environmentId">Id of its environment, for messages.</param>
    /// <param name="environment">An environment of its own.</param>
    /// <param name="options">What it was trained with: discount, scale of rewards, entropy bonus, longest episode.</param>
    /// <param name="episodes">Episodes to sample; at least 2 for a variance.</param>
    /// <param name="seed">Seed of the episodes.</param>
    /// <returns>Traces of the covariance, over the policy's own parameters; the second is NaN where the network has no value.</returns>
    public static (double Plain, double WithBaseline) Measure(
        TrainedPolicy policy, string environmentId, Environment environment, TrainingOptions options, int episodes, ulong seed)
    {
        NetworkDescription description = policy.Description.Network;
        bool hasValue = description.Heads.Any(h => h.Name == AdvantageActorCritic.ValueHeadName);
        PolicyDistribution distribution = PolicyDistribution.For(environment.ActionSpace, options.Network.Variance == VarianceOutputs.Scalar);

        environment = options.MaxEpisodeSteps == 0 ? environment : new TimeLimit(environment, options.MaxEpisodeSteps);

        // A weight of 0 leaves the value's own error out of the gradient, and its row of output gradients at 0 for the plain returns.
        var subtracting = new Reinforce(distribution, (float)options.Gamma, (float)options.EntCoef, valueCoefficient: 0f);
        var plain = new Reinforce(distribution, (float)options.Gamma, (float)options.EntCoef, valueCoefficient: null);
        Rollout rollout = PlayedEnvironments.CreateRollout(options.TMax, environment, 1);
        var network = new Network(description, rollout.Capacity + 1, policy.Parameters);
        PlayedEnvironments world = Play(policy, environmentId, environment, options with { Seed = seed }, plain, network, rollout);
        var selection = new PolicySampling(distribution);
        Pcg64 random = Seeds.Generator(seed, 0, Seeds.Purpose.Actions);
        GradientMoments plainMoments = new(description.Parameters), subtractingMoments = new(description.Parameters);
        for (int e = 0; e < episodes; e++)
        {
            PlayEpisode(world, selection, network, rollout, random);
            if (hasValue)
            {
                Add(subtracting, rollout, network, subtractingMoments);
            }

            Add(plain, rollout, network, plainMoments);
        }

        return (plainMoments.TraceOfCovariance, subtractingMoments.TraceOfCovariance);
    }

    private static PlayedEnvironments Play(
        TrainedPolicy policy, string environmentId, Environment environment, TrainingOptions options, Objective objective, Network network, Rollout rollout)
    {
        ModelDescription model = policy.Description;
        var encoding = new ObservationEncoding(model.ObservationSpace, convolves: model.Network.InputShape.Count == 3);
        var plan = new ActorPlan(environmentId, model.Network, encoding, objective, (_, _) => throw new InvalidOperationException(), options);
        ObservationNormalizer? normalizer = policy.Scaling is null ? null : new ObservationNormalizer(model.Network.InputLength);
        var world = new PlayedEnvironments(0, plan, normalizer, [environment], network, rollout, new ActorStatistics());
        policy.Scaling?.Mean.CopyTo(world.Scaling!.Mean);
        policy.Scaling?.Deviation.CopyTo(world.Scaling!.Deviation);
        return world;
    }

    private static void PlayEpisode(PlayedEnvironments world, ActionSelection selection, Network network, Rollout rollout, Pcg64 random)
    {
        // Of the row before the first: the episode begins in slot 0.
        world.BeginEpisode(-1);
        rollout.Rows = 0;
        for (bool ended = false; !ended && rollout.Rows < rollout.Capacity; rollout.Rows++)
        {
            network.Forward(rollout.Rows, 1);
            selection.Choose(network, rollout.Rows, 1, rollout, random);
            ended = world.Step(rollout.Rows).EpisodeEnded;
        }
    }

    private static void Add(Reinforce objective, Rollout rollout, Network network, GradientMoments moments)
    {
        objective.WriteGradients(rollout, network);
        network.Backward(0, rollout.Rows);
        if (float.IsFinite(network.GradientNorm))
        {
            moments.Add(network.Gradient);
        }
    }
}
