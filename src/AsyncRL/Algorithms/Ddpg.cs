using AsyncRL.Environments;
using AsyncRL.Objectives;
using AsyncRL.Policies;
using AsyncRL.ReplayLearning;

namespace AsyncRL.Algorithms;

/// <summary>Deterministic policy gradient x replay learner.</summary>
[Algorithm("ddpg", "Deep deterministic policy gradient: deterministic policy gradient x replay learner, for continuous actions (Lillicrap et al. 2016).")]
internal sealed class Ddpg : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["replay.*"];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [OptionGroup.Of<DdpgOptions>("ddpg")];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        Box box = context.ActionSpace as Box ?? throw new ArgumentException(
            $"ddpg needs continuous actions, a Box, but this environment's are {context.ActionSpace}; use dqn, or a3c, which plays every kind of actions.");
        DdpgOptions ddpg = context.Options.Group<DdpgOptions>();
        var bounds = new ActionBounds(box, Name);
        var objective = new DeterministicPolicyGradient(bounds, (float)ddpg.Tau, ddpg.ActorLearningRate);
        return AgentDesign.For(
            objective,
            (environments, _) => new NoisyActions(bounds, Noise(ddpg, environments, bounds.Length), ddpg.RandomSteps),
            parts => ReplayLearner.Create(parts, objective));
    }

    private static ActionNoise Noise(DdpgOptions o, int environments, int length) => o.Noise == ActionNoiseKind.Gaussian
        ? new GaussianNoise(o.NoiseStd)
        : new OrnsteinUhlenbeckNoise(environments, length, o.NoiseStd, o.NoiseTheta, o.NoiseDt);
}
