using AsyncRL.Environments;

namespace AsyncRL.Replay;

/// <summary>Draws minibatches from a replay memory. One thread may tell of new rows while another draws.</summary>
/// <param name="memory">The memory.</param>
/// <param name="steps">n of the n-step transitions.</param>
/// <param name="gamma">Discount.</param>
public abstract class ReplayDraws(ReplayMemory memory, int steps, float gamma)
{
    /// <summary>The memory.</summary>
    public ReplayMemory Memory { get; } = memory;

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
    /// <param name="action">The action, counted from 0.</param>
    /// <param name="reward">The reward as learnt from.</param>
    /// <param name="terminated">Whether the episode ended by the task's own rules.</param>
    public void Complete(int lane, int action, float reward, bool terminated) => Completed(Memory.Complete(lane, action, reward, terminated));

    /// <summary>Whether there is something to draw.</summary>
    public bool IsReady => Memory.HasTransitions(steps);

    /// <summary>Draws transitions, with replacement; <see cref="IsReady"/> must be true.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="beta">Exponent of the importance weights, 0 to 1.</param>
    /// <param name="rows">Receives the rows at which they start.</param>
    /// <param name="transitions">Receives them [as many].</param>
    /// <param name="weights">Receives their importance weights, of which the greatest is 1 [as many].</param>
    public abstract void Draw(Pcg64 random, double beta, Span<long> rows, Span<ReplayTransition> transitions, Span<float> weights);

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

    /// <summary>Called once <see cref="Content"/> was restored.</summary>
    public virtual void Restored()
    {
    }

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

    /// <summary>Reads a transition of this kind, if one starts in the row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="transition">Receives it.</param>
    /// <returns>Whether one does.</returns>
    protected bool TryRead(long row, out ReplayTransition transition) => Memory.TryRead(row, steps, gamma, out transition);
}
