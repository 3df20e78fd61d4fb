using AsyncRL.Environments;
using static System.FormattableString;

namespace AsyncRL.ReplayLearning;

/// <summary>
/// Compares every step that is played with the environment's <see cref="GoalContract"/>. Relabeled transitions are paid by the
/// contract, so it has to agree with what wrappers and shaping make of the rewards that are played.
/// </summary>
/// <remarks>Allocates nothing once constructed, unless it finds something.</remarks>
internal sealed class PlayedGoals
{
    private readonly GoalContract goals;
    private readonly TrainingOptions options;
    private readonly double[] reward = new double[1];
    private readonly bool[] terminated = new bool[1];

    private PlayedGoals(GoalContract goals, TrainingOptions options) => (this.goals, this.options) = (goals, options);

    /// <summary>The contract that goals in hindsight need.</summary>
    /// <param name="environment">One of the environments that are played.</param>
    /// <param name="name">The environment's id, or its type's name.</param>
    /// <param name="options">The options of the run.</param>
    /// <returns>The contract; null where nothing is learned in hindsight.</returns>
    /// <exception cref="OptionException">Hindsight is wanted, and the environment has no goals or options do not go with
    /// it.</exception>
    public static GoalContract? ContractOf(Environments.Environment environment, string name, TrainingOptions options)
    {
        HindsightStrategy strategy = options.Group<HindsightOptions>().Strategy;
        if (strategy == HindsightStrategy.None)
        {
            return null;
        }

        string wanted = $"her.strategy: {strategy.ToString().ToLowerInvariant()}";
        if (options.Replay.Prioritized)
        {
            throw new OptionException(
                $"{wanted} gives a step another goal whenever it is drawn, so that its last error says nothing of the next: " +
                "set replay.prioritized to false, or her.strategy to none.");
        }

        return environment.Goals ?? throw new OptionException(environment.Unwrapped.Goals is null
            ? $"{wanted} learns for goals in hindsight, but the environment '{name}' has none: its observations are " +
              $"{environment.ObservationSpace}. Derive it from GoalEnvironment or let it override Goals " +
              "(docs/own-environments.md), or set her.strategy to none."
            : $"{wanted} learns for goals in hindsight, and the environment '{name}' has goals, but a wrapper around it " +
              "changes observations, rewards or ends and drops them; leave that wrapper out, let it override Goals, or set " +
              "her.strategy to none.");
    }

    /// <summary>The check of a contract.</summary>
    /// <param name="contract">The contract; null for none.</param>
    /// <param name="options">How rewards are learned from.</param>
    /// <returns>The check; null for none.</returns>
    public static PlayedGoals? Of(GoalContract? contract, TrainingOptions options) =>
        contract is null ? null : new PlayedGoals(contract, options);

    /// <summary>Compares a step with the contract.</summary>
    /// <param name="observation">The observation after it, as the environment gave it.</param>
    /// <param name="result">What the environment answered.</param>
    /// <param name="learned">The reward as it is to be learned from.</param>
    /// <returns>What is wrong with the environment; null where nothing is.</returns>
    public string? FindFault(ReadOnlySpan<float> observation, in StepResult result, float learned)
    {
        goals.Evaluate(goals.Achieved.Of(observation), goals.Desired.Of(observation), reward, terminated);
        if (reward[0] != result.Reward || terminated[0] != result.Terminated)
        {
            return Invariant(
                $"returned the reward {result.Reward} and Terminated {result.Terminated}, but its Goals say {reward[0]} and ") +
                $"{terminated[0]} for what was achieved; what is learned in hindsight would be wrong: see " +
                "'asyncrl check-env', or set her.strategy to none";
        }

        return options.LearnedReward(reward[0]) == learned ? null : Invariant(
            $"paid {result.Reward}, which shaping made {learned}, but rewards for goals in hindsight are not shaped; ") +
            "leave the shaping out, or set her.strategy to none";
    }
}
