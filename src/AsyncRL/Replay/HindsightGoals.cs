using AsyncRL.Environments;
using static System.FormattableString;

namespace AsyncRL.Replay;

/// <summary>
/// Relabels a share k / (k + 1) of the drawn transitions with goals that their episodes achieved ("Hindsight Experience Replay",
/// Andrychowicz et al. 2017). Rewards, termination and the next state are recomputed for the new goal. It is chosen when the
/// transition is drawn, so nothing is stored twice.
/// </summary>
/// <remarks>
/// <para>
/// It belongs to one thread and reads the memory under the contract of <see cref="ReplayMemory"/>: goals come from the steps of
/// the episode that can be read, and an episode that is still open offers what it has achieved so far. A transition whose step
/// has become part of the reserve since it was drawn keeps its goal.
/// </para>
/// <para>The memory has to hold the final state of terminated episodes too: for another goal it is a state like any other.
/// Allocates nothing once constructed.</para>
/// </remarks>
internal sealed class HindsightGoals
{
    private readonly ReplayMemory memory;
    private readonly GoalContract goals;
    private readonly TrainingOptions options;
    private readonly HindsightStrategy strategy;
    private readonly double ownShare;
    private readonly float gamma;
    private readonly float[] state;
    private readonly float[] goal;
    private readonly float[] achieved;  // [step, g]
    private readonly float[] desired;   // [step, g], the same goal each time
    private readonly double[] rewards;
    private readonly bool[] terminated;

    /// <summary>Makes it.</summary>
    /// <param name="memory">Where transitions are drawn from.</param>
    /// <param name="goals">What goals pay.</param>
    /// <param name="options">The strategy and k, n, gamma, and how rewards are learned from.</param>
    public HindsightGoals(ReplayMemory memory, GoalContract goals, TrainingOptions options)
    {
        this.memory = memory;
        this.goals = goals;
        this.options = options;
        HindsightOptions hindsight = options.Group<HindsightOptions>();
        strategy = hindsight.Strategy;
        ownShare = 1 / (hindsight.K + 1);
        gamma = (float)options.Gamma;
        int steps = options.Replay.NStep;
        state = new float[goals.ObservationSpace.Length];
        goal = new float[goals.Length];
        achieved = new float[steps * goals.Length];
        desired = new float[steps * goals.Length];
        rewards = new double[steps];
        terminated = new bool[steps];
    }

    /// <summary>Draws whether a transition gets another goal, and which; if it does, recomputes the transition.</summary>
    /// <param name="row">The row in which it starts.</param>
    /// <param name="transition">The transition that was read there.</param>
    /// <param name="random">The generator.</param>
    /// <returns>The new goal, valid until the next call, for <see cref="WriteGoal"/> to put into both states; empty where the
    /// transition keeps its own.</returns>
    /// <exception cref="InvalidOperationException">A goal pays what is not a finite number.</exception>
    public ReadOnlySpan<float> Relabel(long row, ref ReplayTransition transition, Pcg64 random)
    {
        if (random.NextDouble() < ownShare || !memory.TryFindEpisode(row, out ReplayEpisode episode))
        {
            return [];
        }

        // Every state but the first is what some step led to. The one after the last step may not be stored.
        long t = memory.IndexOf(episode, row), last = episode.Final < 0 ? episode.Length - 1 : episode.Length;
        if (t >= last)
        {
            return [];
        }

        ReadAchieved(episode, Choose(strategy, t, last, random), goal);
        transition = ForGoal(episode, t, last, transition.Action);
        return goal;
    }

    /// <summary>Puts a goal in the place of an observation's own.</summary>
    /// <param name="goal">The goal, or nothing, which changes nothing.</param>
    /// <param name="observation">The observation as the environment gave it.</param>
    public void WriteGoal(ReadOnlySpan<float> goal, Span<float> observation) => goal.CopyTo(goals.Desired.Of(observation));

    /// <summary>Chooses the state whose achieved goal is taken.</summary>
    /// <param name="strategy">How.</param>
    /// <param name="t">The state in which the transition starts.</param>
    /// <param name="last">The episode's last state, after <paramref name="t"/>.</param>
    /// <param name="random">The generator.</param>
    /// <returns>A state from 1 to <paramref name="last"/>, after <paramref name="t"/> unless any will do.</returns>
    internal static long Choose(HindsightStrategy strategy, long t, long last, Pcg64 random) => strategy switch
    {
        HindsightStrategy.Future => t + 1 + (long)(random.NextDouble() * (last - t)),
        HindsightStrategy.Episode => 1 + (long)(random.NextDouble() * last),
        _ => last,
    };

    // The transition of up to n steps from state t on, as in ReplayMemory.TryRead, with what each step pays for the goal; it ends
    // with the first step that reaches it, or with the episode's last state.
    private ReplayTransition ForGoal(in ReplayEpisode episode, long t, long last, int action)
    {
        int n = (int)Math.Min(rewards.Length, last - t), length = goal.Length;
        for (int i = 0; i < n; i++)
        {
            ReadAchieved(episode, t + i + 1, achieved.AsSpan(i * length, length));
            goal.CopyTo(desired, i * length);
        }

        goals.Evaluate(
            achieved.AsSpan(0, n * length), desired.AsSpan(0, n * length), rewards.AsSpan(0, n), terminated.AsSpan(0, n));
        float sum = 0f, discount = 1f;
        for (int i = 0; i < n; i++)
        {
            if (!double.IsFinite(rewards[i]))
            {
                throw new InvalidOperationException(
                    Invariant($"The environment's Goals pay {rewards[i]} for a goal in hindsight, which is not a finite ") +
                    "number; every goal that can be achieved must have a finite reward.");
            }

            sum += discount * options.LearnedReward(rewards[i]);
            discount *= memory.Layout.HasDiscounts ? memory.ReadDiscount(memory.RowOf(episode, t + i)) : gamma;
            if (terminated[i] || (memory.Layout.HasDiscounts && discount == 0f))
            {
                return new ReplayTransition(action, sum, 0f, -1);
            }
        }

        return new ReplayTransition(action, sum, discount, memory.RowOf(episode, t + n));
    }

    private void ReadAchieved(in ReplayEpisode episode, long t, Span<float> into)
    {
        memory.ReadObservation(memory.RowOf(episode, t), state);
        goals.Achieved.Of(state.AsSpan()).CopyTo(into);
    }
}
