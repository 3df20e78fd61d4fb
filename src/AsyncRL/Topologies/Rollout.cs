namespace AsyncRL.Topologies;

/// <summary>
/// What one actor saw and did in a segment, besides the observations and activations, which stay in the network's slots.
/// </summary>
/// <remarks>
/// Rows are time-major: row <c>t * Environments + b</c> is step t of environment b. The state that follows a row lies
/// <c>Environments</c> slots later, so the slots <c>[Rows, Rows + Environments)</c> hold the states after the segment's end.
/// Sized once; nothing here is allocated while playing.
/// </remarks>
public sealed class Rollout
{
    private readonly bool[] legal;
    private readonly float[] continuousActions;
    private readonly int actionLength;
    private readonly int[] choices;
    private readonly int choiceCount;

    /// <summary>Makes room for <paramref name="ticks"/> steps in each of <paramref name="environments"/> environments.</summary>
    /// <param name="ticks">Steps a segment lasts (the paper's t_max); at least 1.</param>
    /// <param name="environments">Environments played side by side; at least 1.</param>
    /// <param name="maskWidth">Flags of a mask of legal actions, when the environment has masks; 0 without.</param>
    /// <param name="actionLength">Numbers in a continuous action; 0 where actions are discrete.</param>
    /// <param name="choiceCount">Choices in an action of several; 0 where actions are not of that kind.</param>
    public Rollout(int ticks, int environments, int maskWidth, int actionLength = 0, int choiceCount = 0)
    {
        Environments = environments;
        Capacity = ticks * environments;
        MaskWidth = maskWidth;
        Actions = new int[Capacity + environments];
        Rewards = new float[Capacity];
        Terminated = new bool[Capacity];
        Truncated = new bool[Capacity];
        FinalValues = new float[Capacity];
        Values = new float[Capacity + environments];
        Advantages = new float[Capacity];
        Returns = new float[Capacity];
        Discounts = new float[Capacity];
        Weights = new float[Capacity];
        legal = new bool[(Capacity + environments) * maskWidth];
        continuousActions = new float[(Capacity + environments) * actionLength];
        this.actionLength = actionLength;
        choices = new int[(Capacity + environments) * choiceCount];
        this.choiceCount = choiceCount;
    }

    /// <summary>Environments played side by side.</summary>
    public int Environments { get; }

    /// <summary>Rows of a whole segment.</summary>
    public int Capacity { get; }

    /// <summary>Rows played so far: the next row to be played.</summary>
    public int Rows { get; set; }

    /// <summary>Width of a legal-action mask; 0 where the environment has none.</summary>
    public int MaskWidth { get; }

    /// <summary>Discrete actions taken, counted from 0 [rows + environments].</summary>
    public int[] Actions { get; }

    /// <summary>The choices of the action taken in a slot; empty where an action is not several choices.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>One integer a choice.</returns>
    public Span<int> Choices(int slot) => choices.AsSpan(slot * choiceCount, choiceCount);

    /// <summary>The continuous action taken in a slot, as the policy drew it; empty where actions are discrete.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>The numbers of the action.</returns>
    public Span<float> Action(int slot) => continuousActions.AsSpan(slot * actionLength, actionLength);

    /// <summary>Rewards as learnt from (after clipping and scaling) [rows].</summary>
    public float[] Rewards { get; }

    /// <summary>Whether the episode ended at this row by the task's own rules [rows].</summary>
    public bool[] Terminated { get; }

    /// <summary>Whether the episode was cut at this row by a limit outside the task [rows].</summary>
    public bool[] Truncated { get; }

    /// <summary>The value of the final observation where an episode was truncated [rows].</summary>
    public float[] FinalValues { get; }

    /// <summary>The value of each slot's state, as far as the objective asks for it [rows + environments].</summary>
    public float[] Values { get; }

    /// <summary>Scratch for the objective [rows].</summary>
    public float[] Advantages { get; }

    /// <summary>Scratch for the objective [rows].</summary>
    public float[] Returns { get; }

    /// <summary>Of transitions out of a replay memory: the factor on the value of the state that follows, 0 after a terminal one [rows].</summary>
    public float[] Discounts { get; }

    /// <summary>Of transitions out of a replay memory: the weight of each in the loss [rows].</summary>
    public float[] Weights { get; }

    /// <summary>The legal-action mask of a slot; empty where the environment has none.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>One flag a value of each choice, or an empty span.</returns>
    public Span<bool> Legal(int slot) => legal.AsSpan(slot * MaskWidth, MaskWidth);
}
