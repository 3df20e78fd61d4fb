using System.Globalization;
using AsyncRL.Environments;
using AsyncRL.Exploration;
using AsyncRL.Objectives;
using AsyncRL.Topologies;

namespace AsyncRL.Algorithms;

/// <summary>The algorithms that can be trained by name.</summary>
public static class AlgorithmCatalog
{
    /// <summary>All algorithms, in the order in which they are listed.</summary>
    public static IReadOnlyList<Algorithm> All { get; } =
    [
        new Algorithm(
            "a3c",
            "Asynchronous advantage actor-critic: advantage actor-critic x asynchronous actors (Mnih et al. 2016, algorithm S3).",
            (o, space) => AdvantageActorCritic(o, space, AsynchronousActors.Create)),
        new Algorithm(
            "a2c",
            "Advantage actor-critic in step: advantage actor-critic x Lockstep (batched A2C of Espeholt et al. 2018; OpenAI Baselines).",
            (o, space) => AdvantageActorCritic(o, space, Lockstep.Create)),
        new Algorithm(
            "ppo",
            "Proximal policy optimization: clipped policy x Lockstep (Schulman et al. 2017).",
            ClippedPolicy),
        ValueMethod(
            "async-q",
            "Asynchronous one-step Q-learning: one-step Q x asynchronous actors (Mnih et al. 2016, algorithm 1).",
            (o, space) => new OneStepQ(space, (float)o.Gamma)),
        ValueMethod(
            "async-sarsa",
            "Asynchronous one-step Sarsa: one-step Sarsa x asynchronous actors (Mnih et al. 2016, section 4).",
            (o, space) => new OneStepSarsa(space, (float)o.Gamma)),
        ValueMethod(
            "async-nstep-q",
            "Asynchronous n-step Q-learning: n-step Q x asynchronous actors (Mnih et al. 2016, algorithm S2).",
            (o, space) => new NStepQ(space, (float)o.Gamma)),
        new Algorithm(
            "reinforce",
            "REINFORCE: the policy gradient of whole episodes x asynchronous actors (Williams 1992; Sutton and Barto 2018, section 13.3).",
            (o, space) => Reinforce(o, space, baseline: false)),
        new Algorithm(
            "reinforce-baseline",
            "REINFORCE with a learned value as baseline x asynchronous actors (Williams 1992; Sutton and Barto 2018, section 13.4).",
            (o, space) => Reinforce(o, space, baseline: true)),
        new Algorithm(
            "impala",
            "Importance-weighted actor-learners: V-trace actor-critic x ActorLearner (Espeholt et al. 2018); inference in the middle (SEED RL) by a switch.",
            VTrace),
        new Algorithm(
            "dqn",
            "Deep Q-learning from a replay memory: deep Q x replay learner (Mnih et al. 2015); double, dueling, n-step and prioritized by switches.",
            DeepQLearning),
    ];

    /// <summary>Finds an algorithm.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The algorithm.</returns>
    /// <exception cref="ArgumentException">The name is unknown; the message offers the closest.</exception>
    public static Algorithm Find(string name)
    {
        Algorithm? found = All.FirstOrDefault(a => a.Name == name);
        if (found is not null)
        {
            return found;
        }

        string? closest = ClosestMatch.Find(name, All.Select(a => a.Name));
        string hint = closest is null ? "." : $"; did you mean '{closest}'?";
        throw new ArgumentException($"Unknown algorithm '{name}'{hint} Known: {string.Join(", ", All.Select(a => a.Name))}.");
    }

    private static AgentDesign AdvantageActorCritic(TrainingOptions o, Space actionSpace, Func<TopologyParts, Topology> createTopology)
    {
        PolicyDistribution policy = PolicyDistribution.For(actionSpace, o.Network.Variance == VarianceOutputs.Scalar);
        return new AgentDesign(
            new AdvantageActorCritic(policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef),
            (_, _) => new PolicySampling(policy),
            createTopology);
    }

    private static AgentDesign ClippedPolicy(TrainingOptions o, Space actionSpace)
    {
        PolicyDistribution policy = PolicyDistribution.For(actionSpace, o.Network.Variance == VarianceOutputs.Scalar);
        return new AgentDesign(
            new ClippedPolicy(policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef, o.Ppo),
            (_, _) => new PolicySampling(policy),
            Lockstep.Create);
    }

    private static AgentDesign Reinforce(TrainingOptions o, Space actionSpace, bool baseline)
    {
        PolicyDistribution policy = PolicyDistribution.For(actionSpace, o.Network.Variance == VarianceOutputs.Scalar);
        return new AgentDesign(
            new Reinforce(policy, (float)o.Gamma, (float)o.EntCoef, baseline ? (float)o.VfCoef : null),
            (_, _) => new PolicySampling(policy),
            AsynchronousActors.Create);
    }

    private static AgentDesign DeepQLearning(TrainingOptions o, Space actionSpace) => new(
        new DeepQ(actionSpace, o.Dqn.Double, o.Dqn.Dueling, o.Dqn.Huber),
        (environments, random) => new EpsilonGreedy([o.Dqn.FinalEpsilon], [1], o.Dqn.AnnealSteps, environments, random),
        ReplayLearner.Create);

    private static AgentDesign VTrace(TrainingOptions o, Space actionSpace)
    {
        ImpalaOptions impala = o.Impala;
        if (impala.RhoBar < impala.CBar)
        {
            throw new OptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"impala.rho_bar: {impala.RhoBar} is less than impala.c_bar, {impala.CBar}; V-trace converges only with rho_bar at least c_bar."));
        }

        PolicyDistribution policy = PolicyDistribution.For(actionSpace, o.Network.Variance == VarianceOutputs.Scalar);
        return new AgentDesign(
            new VTrace(
                policy, (float)o.Gamma, (float)o.GaeLambda, (float)o.EntCoef, (float)o.VfCoef, (float)impala.RhoBar, (float)impala.CBar,
                impala.Correction == OffPolicyCorrection.Vtrace),
            (_, _) => new PolicySampling(policy),
            ActorLearner.Create)
        {
            AllowsCentralInference = true,
        };
    }

    private static Algorithm ValueMethod(string name, string summary, Func<TrainingOptions, Space, Objective> objective) => new(
        name, summary, (o, space) => new AgentDesign(
            objective(o, space),
            (environments, random) => new EpsilonGreedy(
                o.Exploration.FinalEpsilons, o.Exploration.FinalEpsilonProbabilities, o.Exploration.AnnealSteps, environments, random),
            AsynchronousActors.Create));
}
