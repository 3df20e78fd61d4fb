using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>Draws minibatches from a replay memory. One thread may tell of new rows while another draws.</summary>
public abstract class ReplayDraws
{
    /// <summary>
    /// Rows in which no transition starts that are drawn in a row before the memory is searched from end to end. A draw fails
    /// less than every other time in nearly every memory; the smallest ones and extreme priorities make it thousands of times,
    /// which take about as long as the search.
    /// </summary>
    protected const int MostFailedDraws = 1 << 14;

    private readonly int steps;
    private readonly float gamma;

    /// <summary>Makes draws from a memory.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="steps">n of the n-step transitions, at least 1.</param>
    /// <param name="gamma">Discount of a step; not used where the memory keeps discounts.</param>
    /// <exception cref="ArgumentException">A lane has too few rows for transitions of so many steps.</exception>
    protected ReplayDraws(ReplayMemory memory, int steps, float gamma)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        memory.Layout.RequireRows(steps);
        Memory = memory;
        this.steps = steps;
        this.gamma = gamma;
    }

    /// <summary>The memory.</summary>
    public ReplayMemory Memory { get; }

    /// <summary>Stores the state that an environment has come to: <see cref="ReplayMemory.Observe"/>.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="observation">The observation.</param>
    /// <param name="legal">The legal actions.</param>
    /// <param name="begins">Whether an episode begins.</param>
    /// <exception cref="ArgumentException">The observation is not in its space.</exception>
    public void Observe(int lane, ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal, bool begins)
    {
        for (int rows = Memory.Observe(lane, observation, legal, begins); rows > 0; rows--)
        {
            Overwritten(Memory.Newest(lane, rows - 1));
        }
    }

    /// <summary>Stores what was done there: <see cref="ReplayMemory.Complete"/>.</summary>
    /// <param name="lane">Lane, from 0.</param>
    /// <param name="action">The action, of the layout's kind; a discrete one counted from 0.</param>
    /// <param name="reward">The reward as learnt from.</param>
    /// <param name="terminated">Whether the episode ended by the task's own rules.</param>
    /// <param name="truncated">Whether it was cut off, as by a time limit.</param>
    /// <param name="discount">The factor that takes gamma's place for this step; given where the layout has discounts and only
    /// there.</param>
    /// <exception cref="ArgumentException">The action is not of the layout's kind, or the discount is missing, not wanted or out
    /// of range.</exception>
    public void Complete(
        int lane, EnvironmentAction action, float reward, bool terminated, bool truncated, float? discount = null) =>
        Completed(Memory.Complete(lane, action, reward, terminated, truncated, discount));

    /// <summary>Whether there is something to draw.</summary>
    public bool IsReady => Memory.HasTransitions(steps);

    /// <summary>
    /// Whether several threads may draw parts of a minibatch at once, each with its own generator: whether a draw depends on the
    /// memory alone.
    /// </summary>
    internal virtual bool AllowsPartsAtOnce => false;

    /// <summary>Draws transitions, with replacement; <see cref="IsReady"/> must be true.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="beta">Exponent of the importance weights, 0 to 1.</param>
    /// <param name="rows">Receives the rows at which they start.</param>
    /// <param name="transitions">Receives them [as many].</param>
    /// <param name="weights">Receives their importance weights, of which the greatest is 1 [as many].</param>
    /// <exception cref="InvalidOperationException">There is nothing to draw.</exception>
    public abstract void Draw(
        Pcg64 random, double beta, Span<long> rows, Span<ReplayTransition> transitions, Span<float> weights);

    /// <summary>Tells what was learnt of drawn transitions.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="errors">Their temporal-difference errors.</param>
    public virtual void Learnt(ReadOnlySpan<long> rows, ReadOnlySpan<float> errors)
    {
    }

    /// <summary>Forgets everything, as the memory did.</summary>
    public virtual void Clear()
    {
    }

    /// <summary>Writes what is not <see cref="Content"/>.</summary>
    /// <param name="writer">The checkpoint.</param>
    public virtual void Save(BinaryWriter writer)
    {
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public virtual void Load(BinaryReader reader)
    {
    }

    /// <summary>What is large in a checkpoint, to be saved or restored without a copy.</summary>
    public virtual IEnumerable<Memory<byte>> Content => [];

    /// <summary>Called once <see cref="Content"/> and the memory's were restored.</summary>
    public virtual void Restored() => Memory.Restored();

    /// <summary>Called when a row was completed with an action.</summary>
    /// <param name="row">The row.</param>
    protected virtual void Completed(long row)
    {
    }

    /// <summary>Called when a row's old content was overwritten by an observation in which nothing was done yet.</summary>
    /// <param name="row">The row.</param>
    protected virtual void Overwritten(long row)
    {
    }

    /// <summary>What a row's chance of being drawn is proportional to.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Its weight, 1 unless overridden.</returns>
    protected virtual double WeightOf(long row) => 1;

    /// <summary>
    /// Draws from the rows in which a transition starts, found one by one: what to do when draws
    /// from all rows failed again and again.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="transition">Receives the transition.</param>
    /// <returns>Its row.</returns>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    protected long Search(Pcg64 random, out ReplayTransition transition)
    {
        ArgumentNullException.ThrowIfNull(random);
        long filled = Memory.Filled, found = -1;
        double total = 0;
        for (long row = 0; row < filled; row++)
        {
            total += TryRead(row, out _) ? WeightOf(row) : 0;
        }

        transition = default;
        double value = random.NextDouble() * total;
        for (long row = 0; row < filled && (found < 0 || value >= 0); row++)
        {
            if (TryRead(row, out ReplayTransition candidate))
            {
                (found, transition) = (row, candidate);
                value -= WeightOf(row);
            }
        }

        return found >= 0 ? found : throw NothingToDraw();
    }

    /// <summary>Reads a transition of this kind, if one starts in the row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="transition">Receives it.</param>
    /// <returns>Whether one does.</returns>
    protected bool TryRead(long row, out ReplayTransition transition) => Memory.TryRead(row, steps, gamma, out transition);

    private InvalidOperationException NothingToDraw()
    {
        ReplayLayout layout = Memory.Layout;
        return new InvalidOperationException(
            $"No transition of {steps} steps can be read in the replay memory: {Memory.Transitions} steps were stored, and of " +
            $"each of its {layout.Lanes} lanes of {layout.LaneRows} rows the oldest {layout.Reserve} are reserved. Draw only " +
            "while IsReady is true; if it is, give the memory a greater capacity.");
    }
}
