using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Models;
using AsyncRL.Neural;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Play;
using AsyncRL.Policies;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Studies;

/// <summary>
/// What a baseline takes off the variance of the policy gradient, all else equal: one policy, the same sampled episodes, and of
/// each episode the gradient of
/// <c>sum_t -G_t log pi(A_t|S_t)</c> and that of <c>sum_t -(G_t - v(S_t)) log pi(A_t|S_t)</c> (Sutton and Barto 2018, equations
/// 13.8 and 13.11).
/// </summary>
/// <remarks>
/// Both estimate the same gradient, so that only their variance differs. While a method trains its policy moves on, and with it
/// the length of its episodes; here it stands still.
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
    /// <param name="cancellation">Asks to give up.</param>
    /// <returns>Traces of the covariance, over the policy's own parameters; the second is NaN where the network has no
    /// value.</returns>
    public static (double Plain, double WithBaseline) Measure(
        TrainedPolicy policy, string environmentId, Environment environment, TrainingOptions options, int episodes, ulong seed,
        CancellationToken cancellation = default)
    {
        NetworkDescription description = policy.Description.Network
            ?? throw new ArgumentException($"A network for boards, as {policy.Description.Algorithm} has, is not probed.");
        bool hasValue = description.Heads.Any(h => h.Name == NetworkFactory.ValueHead);
        PolicyDistribution distribution = PolicyDistribution.For(
            environment.ActionSpace, options.Network.Variance == VarianceOutputs.Scalar);

        environment = options.MaxEpisodeSteps == 0 ? environment : new TimeLimit(environment, options.MaxEpisodeSteps);

        // A weight of 0 leaves the value's own error out of the gradient, and its row of output gradients at 0 for the plain
        // returns.
        var subtracting = new Reinforce(distribution, (float)options.Gamma, (float)options.EntCoef, valueCoefficient: 0f);
        var plain = new Reinforce(distribution, (float)options.Gamma, (float)options.EntCoef, valueCoefficient: null);
        IEnumerable<Column> columns = plain.Columns.Concat(subtracting.Columns);
        var model = new ModelDescription(description);
        var rollout = new Rollout(ExperienceSchema.For(environment, columns), options.TMax, 1);
        var learning = new Model(model, policy.Parameters, rollout.Capacity + 1);
        Player player = MakePlayer(
            policy, environmentId, environment, options with { Seed = seed }, model, learning, rollout, distribution,
            new ProbePorts(cancellation));
        GradientMoments plainMoments = new(description.Parameters), subtractingMoments = new(description.Parameters);
        for (int e = 0; e < episodes; e++)
        {
            player.BeginEpisodes();
            player.Play();
            cancellation.ThrowIfCancellationRequested();
            if (hasValue)
            {
                Add(subtracting, rollout, learning, subtractingMoments);
            }

            Add(plain, rollout, learning, plainMoments);
        }

        return (plainMoments.TraceOfCovariance, subtractingMoments.TraceOfCovariance);
    }

    private static Player MakePlayer(
        TrainedPolicy policy, string environmentId, Environment environment, TrainingOptions options,
        ModelDescription model, Model learning, Rollout rollout, PolicyDistribution distribution, ProbePorts ports)
    {
        PolicyDescription trained = policy.Description;
        var encoding = new ObservationEncoding(trained.ObservationSpace, convolves: trained.Network!.InputShape.Count == 3);
        var plan = new RunPlan(
            environmentId, model, encoding, rollout.Schema, (_, _) => new PolicySampling(distribution), options);
        var player = new Player(new PlayerParts
        {
            Id = 0,
            Plan = plan,
            Environments = [environment],
            Slots = learning.Network,
            MemoryLength = plan.Network.MemoryLength,
            Rollout = rollout,
            Policy = plan.PolicyOf(0, 1, learning, plan.RandomOf(0)),
            Parameters = ports,
            Sink = ports,
            Steps = ports,
            Normalizer = policy.Scaling is null ? null : new ObservationNormalizer(model.Network.InputLength),
            MergesStatistics = false,
            EndsWithEpisode = true,
            GoesOn = false,
        });
        policy.Scaling?.Mean.CopyTo(player.Worlds.Scaling!.Mean);
        policy.Scaling?.Deviation.CopyTo(player.Worlds.Scaling!.Deviation);
        return player;
    }

    private static void Add(Reinforce objective, Rollout rollout, Model model, GradientMoments moments)
    {
        objective.WriteGradients(rollout, model);
        model.Network.Backward(0, rollout.Rows);
        if (float.IsFinite(model.Network.GradientNorm))
        {
            moments.Add(model.Network.Gradient);
        }
    }

    // The parameters stand still, the experience is dropped, and there is no limit on steps.
    private sealed class ProbePorts(CancellationToken cancellation) : IParameterSource, IExperienceSink, IStepBudget
    {
        public bool StopRequested => cancellation.IsCancellationRequested;

        public long Steps => 0;

        public long Refresh() => 0;

        public int Claim(int wanted) => wanted;

        public void Return(int unplayed)
        {
        }
    }
}
