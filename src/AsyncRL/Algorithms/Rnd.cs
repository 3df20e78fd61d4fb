using AsyncRL.Curiosity;
using AsyncRL.Objectives;
using AsyncRL.Observations;
using AsyncRL.Policies;
using AsyncRL.Synchronous;

namespace AsyncRL.Algorithms;

/// <summary>Random network distillation x synchronous actors.</summary>
[Algorithm(
    "rnd",
    "Curiosity: proximal policy optimization with a bonus for novelty by random network distillation x Lockstep " +
    "(Burda et al. 2018).")]
internal sealed class Rnd : Algorithm
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Reads => ["t_max", "topology.wait", "ppo.*", .. CommonReads.ActorCritic];

    /// <inheritdoc/>
    public override IReadOnlyList<OptionGroup> OwnOptions => [OptionGroup.Of<RndOptions>("rnd")];

    /// <inheritdoc/>
    public override AgentDesign Design(AlgorithmContext context)
    {
        TrainingOptions o = context.Options;
        RndOptions rnd = o.Group<RndOptions>();
        long batch = (long)o.Topology.Threads * o.Topology.EnvsPerActor * o.TMax;
        if ((rnd.RandomSteps + batch - 1) / batch * batch >= o.Steps)
        {
            throw new OptionException(
                $"rnd.random_steps: {rnd.RandomSteps} random steps at the start, in whole batches of {batch} (threads x " +
                $"environments x t_max), leave none of the run's {o.Steps} to learn from; lower rnd.random_steps or raise " +
                "steps.");
        }

        if (rnd.Conv is { Count: > 0 }
            && new ObservationEncoding(context.ObservationSpace, o.Network.Conv is { Count: > 0 }).ImageShape is null)
        {
            throw new OptionException(
                $"rnd.conv: the observations {context.ObservationSpace} are no image; set rnd.conv to [], or network.conv too, " +
                "which has networks read the image among them first.");
        }

        PolicyDistribution policy = context.PolicyDistribution();
        var novelty = new NoveltyNetworks(rnd, context.ObservationSpace, context.Frames);
        var learning = new ClippedPolicy(policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef, o.Ppo)
        {
            ExtrinsicCoefficient = (float)rnd.ExtrinsicCoef,
            Intrinsic = new IntrinsicValue((float)rnd.Gamma, (float)rnd.IntrinsicCoef, rnd.Episodic)
            {
                Schedule = rnd.IntrinsicSchedule,
            },
        };
        var objective = new RandomNetworkDistillation(learning, novelty, (float)rnd.Keep);
        return AgentDesign.For(
            objective,
            (_, _) => new UniformStart(new PolicySampling(policy), rnd.RandomSteps),
            parts => Lockstep.Create(parts, objective)) with
        {
            CreateShaping = _ => [new NoveltyBonus(novelty, o.Topology.EnvsPerActor, (float)rnd.Gamma, rnd.RandomSteps)],
        };
    }
}
