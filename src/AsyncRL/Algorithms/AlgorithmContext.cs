using AsyncRL.Environments;
using AsyncRL.Policies;

namespace AsyncRL.Algorithms;

/// <summary>What an algorithm designs an agent for.</summary>
/// <param name="Options">The resolved options.</param>
/// <param name="ObservationSpace">What the environment shows.</param>
/// <param name="ActionSpace">What it takes.</param>
public sealed record AlgorithmContext(TrainingOptions Options, Space ObservationSpace, Space ActionSpace)
{
    /// <summary>Tasks that are learned together; 1 unless the algorithm says that it learns several
    /// (<see cref="Algorithm.LearnsSeveralTasks"/>).</summary>
    public int Tasks { get; init; } = 1;

    /// <summary>
    /// Observations of which each one shown consists, along its last axis and the newest last: what
    /// <see cref="FrameStackObservation"/> stacks. Default 1.
    /// </summary>
    public int Frames { get; init; } = 1;

    /// <summary>
    /// One of the run's environments, for what its spaces do not tell, such as the rules of a game; it is not to be played. Null
    /// where there is none yet.
    /// </summary>
    public Environments.Environment? Sample { get; init; }

    /// <summary>The distribution of an actor-critic that fits the action space.</summary>
    /// <returns>A softmax, one softmax per choice, or a Gaussian.</returns>
    public PolicyDistribution PolicyDistribution() =>
        Policies.PolicyDistribution.For(
        ActionSpace, Options.Network.Variance == VarianceOutputs.Scalar, Options.RescaleActions);

    /// <summary>The bounds of the actions, for a method that acts between them.</summary>
    /// <param name="algorithm">The method's name, for the message.</param>
    /// <returns>The bounds.</returns>
    /// <exception cref="ArgumentException">Actions are not continuous, or a bound is infinite.</exception>
    public ActionBounds ActionBounds(string algorithm) => new(
        ActionSpace as Box ?? throw new ArgumentException(
            $"{algorithm} needs continuous actions, a Box, but this environment's are {ActionSpace}; " +
            $"use {(ActionSpace is Discrete ? "dqn, " : "")}ppo or a3c, which play every kind of actions."),
        algorithm);
}
