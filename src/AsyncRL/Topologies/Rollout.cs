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
        Weight = 1f / environments;
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
        ImportanceWeights = new float[Capacity];
        LogProbabilities = new float[Capacity];
        Ratios = new float[Capacity];
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

    /// <summary>
    /// Factor of every row's loss: 1 over the environments, so that the loss is the sum over the segment's steps averaged over the environments, unless a topology that
    /// averages over all rows of a batch says otherwise.
    /// </summary>
    public float Weight { get; set; }

    /// <summary>How much of the run's horizon is still to come, 1 to 0: for schedules of the objective. Only kept by the topologies that say so.</summary>
    public float Remaining { get; set; } = 1f;

    /// <summary>What to take off the advantages where they are normalised: their mean over a minibatch.</summary>
    public float AdvantageMean { get; set; }

    /// <summary>What to divide the advantages by where they are normalised: their standard deviation over a minibatch.</summary>
    public float AdvantageDeviation { get; set; } = 1f;

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

    /// <summary>Of transitions out of a replay memory: the importance weight of each in the loss, beside <see cref="Weight"/> [rows].</summary>
    public float[] ImportanceWeights { get; }

    /// <summary>log pi(a|s) under the policy that acted, as far as the objective asks for it [rows].</summary>
    public float[] LogProbabilities { get; }

    /// <summary>Scratch for the objective: pi(a|s) of the policy that learns over that of the one that acted [rows].</summary>
    public float[] Ratios { get; }

    /// <summary>The legal-action mask of a slot; empty where the environment has none.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>One flag a value of each choice, or an empty span.</returns>
    public Span<bool> Legal(int slot) => legal.AsSpan(slot * MaskWidth, MaskWidth);

    /// <summary>Copies what was done and noted at a row into a row of another rollout of the same environment, but not what came of it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="into">The other rollout.</param>
    /// <param name="intoRow">Its row.</param>
    public void CopyRow(int row, Rollout into, int intoRow)
    {
        into.Actions[intoRow] = Actions[row];
        Choices(row).CopyTo(into.Choices(intoRow));
        Action(row).CopyTo(into.Action(intoRow));
        Legal(row).CopyTo(into.Legal(intoRow));
        into.Values[intoRow] = Values[row];
        into.Advantages[intoRow] = Advantages[row];
        into.Returns[intoRow] = Returns[row];
        into.LogProbabilities[intoRow] = LogProbabilities[row];
    }

    /// <summary>Copies what was played from a rollout of the same size: everything but the objective's scratch.</summary>
    /// <param name="other">The other.</param>
    internal void CopyFrom(Rollout other)
    {
        Rows = other.Rows;
        int slots = Rows + Environments;
        other.Actions.AsSpan(0, slots).CopyTo(Actions);
        other.legal.AsSpan(0, slots * MaskWidth).CopyTo(legal);
        other.continuousActions.AsSpan(0, slots * actionLength).CopyTo(continuousActions);
        other.choices.AsSpan(0, slots * choiceCount).CopyTo(choices);
        other.Rewards.AsSpan(0, Rows).CopyTo(Rewards);
        other.Terminated.AsSpan(0, Rows).CopyTo(Terminated);
        other.Truncated.AsSpan(0, Rows).CopyTo(Truncated);
        other.LogProbabilities.AsSpan(0, Rows).CopyTo(LogProbabilities);
    }

    /// <summary>Writes what <see cref="CopyFrom"/> copies.</summary>
    /// <param name="writer">The checkpoint.</param>
    internal void Save(BinaryWriter writer)
    {
        int slots = Rows + Environments;
        writer.Write(Rows);
        writer.WriteArray<int>(Actions.AsSpan(0, slots));
        writer.WriteArray<bool>(legal.AsSpan(0, slots * MaskWidth));
        writer.WriteArray<float>(continuousActions.AsSpan(0, slots * actionLength));
        writer.WriteArray<int>(choices.AsSpan(0, slots * choiceCount));
        writer.WriteArray<float>(Rewards.AsSpan(0, Rows));
        writer.WriteArray<bool>(Terminated.AsSpan(0, Rows));
        writer.WriteArray<bool>(Truncated.AsSpan(0, Rows));
        writer.WriteArray<float>(LogProbabilities.AsSpan(0, Rows));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    internal void Load(BinaryReader reader)
    {
        Rows = reader.ReadInt32();
        int slots = Rows + Environments;
        reader.ReadArray(Actions.AsSpan(0, slots));
        reader.ReadArray(legal.AsSpan(0, slots * MaskWidth));
        reader.ReadArray(continuousActions.AsSpan(0, slots * actionLength));
        reader.ReadArray(choices.AsSpan(0, slots * choiceCount));
        reader.ReadArray(Rewards.AsSpan(0, Rows));
        reader.ReadArray(Terminated.AsSpan(0, Rows));
        reader.ReadArray(Truncated.AsSpan(0, Rows));
        reader.ReadArray(LogProbabilities.AsSpan(0, Rows));
    }
}
