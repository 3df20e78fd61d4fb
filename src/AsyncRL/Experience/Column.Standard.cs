namespace AsyncRL.Experience;

/// <content>Columns that several algorithms use.</content>
public abstract partial class Column
{
    /// <summary>The value of each slot's state.</summary>
    public static Column<float> Values { get; } = new("values", ColumnScope.Slot);

    /// <summary>
    /// Of trainings of several tasks: the number of the task that each slot's state belongs to, from 0. The player notes it.
    /// </summary>
    public static Column<int> Task { get; } = new("task", ColumnScope.Slot, ColumnUse.Played);

    /// <summary>The value of the final observation where a limit outside the task cut the episode.</summary>
    public static Column<float> FinalValues { get; } = new("final_values", use: ColumnUse.Played);

    /// <summary>Advantages; of a draw from a replay memory the temporal-difference errors.</summary>
    public static Column<float> Advantages { get; } = new("advantages");

    /// <summary>What values are fitted to.</summary>
    public static Column<float> Returns { get; } = new("returns");

    /// <summary>Rewards for novelty, which the environment does not pay.</summary>
    public static Column<float> IntrinsicRewards { get; } = new("intrinsic_rewards");

    /// <summary>The value of each slot's state by <see cref="IntrinsicRewards"/>.</summary>
    public static Column<float> IntrinsicValues { get; } = new("intrinsic_values", ColumnScope.Slot);

    /// <summary><see cref="FinalValues"/> by <see cref="IntrinsicRewards"/>.</summary>
    public static Column<float> IntrinsicFinalValues { get; } = new("intrinsic_final_values", use: ColumnUse.Played);

    /// <summary>Advantages by <see cref="IntrinsicRewards"/>.</summary>
    public static Column<float> IntrinsicAdvantages { get; } = new("intrinsic_advantages");

    /// <summary>What values by <see cref="IntrinsicRewards"/> are fitted to.</summary>
    public static Column<float> IntrinsicReturns { get; } = new("intrinsic_returns");

    /// <summary>log mu(a|s) under the policy that acted, noted when it acted.</summary>
    public static Column<float> LogProbabilities { get; } = new("log_probabilities", use: ColumnUse.Played);

    /// <summary>pi(a|s) of the policy that learns over that of the one that acted.</summary>
    public static Column<float> Ratios { get; } = new("ratios");

    /// <summary>
    /// Of draws from a replay memory: the factor on the value of the state that follows, 0 after a terminal one.
    /// </summary>
    public static Column<float> Discounts { get; } = new("discounts");

    /// <summary>Of draws from a replay memory: the weight of each in the loss, besides <see cref="Rollout.Weight"/>.</summary>
    public static Column<float> ImportanceWeights { get; } = new("importance_weights");
}
