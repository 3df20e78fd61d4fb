using AsyncRL.Environments.Tabular;

namespace AsyncRL.Environments.ToyText;

/// <summary>
/// A world that is nothing but its table of transitions: the observation is the index of the state, as one number, and what an
/// action does is drawn from the table.
/// </summary>
/// <remarks>A reset takes one double from the generator and a step one more, whether there is chance in it or not, as in
/// Gymnasium: the same seed and actions give the same episodes there and here.</remarks>
public abstract class TabularEnvironment : DiscreteEnvironment, ITabularModel, IDrawable
{
    private readonly TransitionTable table;

    /// <summary>Initialises the world.</summary>
    /// <param name="table">What every action does in every state.</param>
    protected TabularEnvironment(TransitionTable table)
        : base(new Discrete(Checked(table).States), table.Actions) => this.table = table;

    /// <summary>The present state, 0 to <see cref="States"/> - 1: what is observed. 0 before the first reset.</summary>
    public int State { get; private set; }

    /// <inheritdoc/>
    public int States => table.States;

    /// <inheritdoc/>
    public int Actions => table.Actions;

    /// <inheritdoc/>
    public ReadOnlySpan<double> InitialDistribution => table.InitialDistribution;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public abstract (int Width, int Height) PreferredSize { get; }

    /// <inheritdoc/>
    public abstract double FramesPerSecond { get; }

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> ActionNames { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<Transition> Transitions(int state, int action) => table.Transitions(state, action);

    /// <inheritdoc/>
    public abstract void Draw(PixelCanvas canvas);

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(State);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        int state = reader.ReadInt32();
        if ((uint)state >= (uint)States)
        {
            throw new InvalidDataException(
                $"The saved state of {Name} is number {state}, but the states are 0 to {States - 1}; " +
                "load it into a world made with the same arguments.");
        }

        State = state;
    }

    /// <inheritdoc/>
    protected sealed override void OnReset(Span<float> observation)
    {
        State = table.SampleInitial(Random);
        observation[0] = State;
    }

    /// <inheritdoc/>
    protected sealed override StepResult OnStep(int action, Span<float> observation)
    {
        Transition outcome = table.Sample(State, action, Random);
        State = outcome.Next;
        observation[0] = State;
        return new StepResult(outcome.Reward, outcome.Terminated);
    }

    /// <summary>Refuses what is no state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such state.</exception>
    private protected void CheckState(int state)
    {
        if ((uint)state >= (uint)States)
        {
            throw new ArgumentOutOfRangeException(
                nameof(state), state, $"{Name} has no state {state}; its states are 0 to {States - 1}.");
        }
    }

    private static TransitionTable Checked(TransitionTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table;
    }
}
