using System.Globalization;
using AsyncRL.ActorLearners;
using AsyncRL.Objectives;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>V-trace actor-critic x actors and a learner.</summary>
[Algorithm(
    "impala",
    "Importance-weighted actor-learners: V-trace actor-critic x ActorLearner (Espeholt et al. 2018); " +
    "inference in the middle (SEED RL) by a switch.")]
internal sealed class Impala : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["t_max", "impala.*", "topology.inference", .. CommonReads.ActorCritic];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [CountBonuses.Options, OptionGroup.Of<PopArtOptions>("popart")];

    /// <inheritdoc/>
    public override bool LearnsSeveralTasks => true;

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        TrainingOptions o = context.Options;
        ImpalaOptions impala = o.Impala;
        if (impala.RhoBar < impala.CBar)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"impala.rho_bar: {impala.RhoBar} is less than impala.c_bar, {impala.CBar}; " +
                $"V-trace converges only with rho_bar at least c_bar."));
        }

        PolicyDistribution policy = context.PolicyDistribution();
        var objective = new VTrace(
            policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef,
            (float)impala.RhoBar, (float)impala.CBar, impala.Correction == OffPolicyCorrection.Vtrace, context.Tasks,
            o.Group<PopArtOptions>());
        return AgentDesign.For(
            objective, (_, _) => new PolicySampling(policy), parts => ActorLearner.Create(parts, objective)) with
        {
            AllowsCentralInference = true,
            CreateShaping = CountBonuses.CreateShaping(o),
        };
    }
}
