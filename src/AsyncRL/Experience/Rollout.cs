using System.Runtime.CompilerServices;
using AsyncRL.Environments;
using AsyncRL.Neural;
using AsyncRL.Serialization;

namespace AsyncRL.Experience;

/// <summary>
/// What was seen and done in a segment of play, or drawn from a replay memory, besides the observations and activations, which
/// stay in the network's slots.
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
    private readonly ColumnData[] columns;
    private readonly ColumnData?[] byNumber;

    /// <summary>Makes room for <paramref name="ticks"/> steps in each of <paramref name="environments"/> environments.</summary>
    /// <param name="schema">What experience consists of.</param>
    /// <param name="ticks">Steps a segment lasts (the paper's t_max); at least 1.</param>
    /// <param name="environments">Environments played side by side; at least 1.</param>
    public Rollout(ExperienceSchema schema, int ticks, int environments)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        Environments = environments;
        Weight = 1f / environments;
        Capacity = ticks * environments;
        MaskWidth = schema.MaskWidth;
        actionLength = schema.ActionLength;
        choiceCount = schema.ActionKind == ActionKind.Choices ? schema.ChoiceCounts.Count : 0;
        int slots = Capacity + environments;
        Actions = new int[slots];
        Rewards = new float[Capacity];
        Terminated = new bool[Capacity];
        Truncated = new bool[Capacity];
        legal = new bool[slots * MaskWidth];
        continuousActions = new float[slots * actionLength];
        choices = new int[slots * choiceCount];
        columns = [.. schema.Columns.Select(c => c.CreateData(c.Scope == ColumnScope.Row ? Capacity : slots))];
        byNumber = new ColumnData?[schema.Columns.Select(c => c.Number + 1).DefaultIfEmpty(0).Max()];
        foreach (ColumnData data in columns)
        {
            byNumber[data.Column.Number] = data;
        }
    }

    /// <summary>What experience consists of.</summary>
    public ExperienceSchema Schema { get; }

    /// <summary>Environments played side by side.</summary>
    public int Environments { get; }

    /// <summary>Rows of a whole segment.</summary>
    public int Capacity { get; }

    /// <summary>Rows played so far: the next row to be played.</summary>
    public int Rows { get; set; }

    /// <summary>
    /// Rows whose actions and columns were noted ahead of being played; no more than
    /// <see cref="Rows"/> where the player acts too.
    /// </summary>
    internal int ActedRows { get; set; }

    /// <summary>Width of a legal-action mask; 0 where the environment has none.</summary>
    public int MaskWidth { get; }

    /// <summary>
    /// Factor of every row's loss: 1 over the environments, so that the loss is the sum over the segment's steps averaged over
    /// the environments, unless a topology that averages over all rows of a batch says otherwise.
    /// </summary>
    public float Weight { get; set; }

    /// <summary>
    /// How much of the run's horizon is still to come, 1 to 0: for schedules of the objective. Kept where
    /// an objective learns from minibatches.
    /// </summary>
    public float Remaining { get; set; } = 1f;

    /// <summary>What a quantity that has a schedule has come to.</summary>
    internal float Scheduled(float value, LearningRateSchedule schedule) =>
        value * (schedule == LearningRateSchedule.Linear ? Remaining : 1f);

    /// <summary>Mean, over a whole minibatch, of the column that the objective standardises.</summary>
    public float ColumnMean { get; set; }

    /// <summary>Standard deviation, over a whole minibatch, of the column that the objective standardises.</summary>
    public float ColumnDeviation { get; set; } = 1f;

    /// <summary>Discrete actions, from 0, by slot [rows + environments].</summary>
    public int[] Actions { get; }

    /// <summary>Rewards as learnt from (after clipping and scaling) [rows].</summary>
    public float[] Rewards { get; }

    /// <summary>Whether the episode ended at this row by the task's own rules [rows].</summary>
    public bool[] Terminated { get; }

    /// <summary>Whether the episode was cut at this row by a limit outside the task [rows].</summary>
    public bool[] Truncated { get; }

    /// <summary>A declared column of floats [rows, or rows + environments].</summary>
    /// <param name="column">The column.</param>
    /// <exception cref="InvalidOperationException">It was not declared.</exception>
    public Span<float> this[Column<float> column] => Of(column);

    /// <summary>The data of a declared column [entries x length].</summary>
    /// <typeparam name="T">Type of a number.</typeparam>
    /// <param name="column">The column.</param>
    /// <returns>All entries.</returns>
    /// <exception cref="InvalidOperationException">It was not declared.</exception>
    public Span<T> Of<T>(Column<T> column)
        where T : unmanaged
    {
        // The objective asks several times per segment; a column's number is its own, so the data are of its type.
        ColumnData?[] all = byNumber;
        int number = column.Number;
        return (uint)number < (uint)all.Length && all[number] is { } found
            ? Unsafe.As<ColumnData<T>>(found).Values
            : throw NotDeclared(column);
    }

    /// <summary>The choices made in a slot; empty where actions are not several choices.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>One integer per choice.</returns>
    public Span<int> Choices(int slot) => choices.AsSpan(slot * choiceCount, choiceCount);

    /// <summary>The continuous action taken in a slot, as the policy drew it; empty where actions are discrete.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>The numbers of the action.</returns>
    public Span<float> Action(int slot) => continuousActions.AsSpan(slot * actionLength, actionLength);

    /// <summary>The legal-action mask of a slot; empty where the environment has none.</summary>
    /// <param name="slot">Slot, 0 to rows + environments - 1.</param>
    /// <returns>One flag per value of each choice, or an empty span.</returns>
    public Span<bool> Legal(int slot) => legal.AsSpan(slot * MaskWidth, MaskWidth);

    /// <summary>
    /// Copies what was done and noted at a row into a row of another rollout of the same schema, but not what came of it.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="into">The other rollout.</param>
    /// <param name="intoRow">Its row.</param>
    public void CopyRow(int row, Rollout into, int intoRow)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Actions[intoRow] = Actions[row];
        Choices(row).CopyTo(into.Choices(intoRow));
        Action(row).CopyTo(into.Action(intoRow));
        Legal(row).CopyTo(into.Legal(intoRow));
        for (int c = 0; c < columns.Length; c++)
        {
            columns[c].CopyEntry(row, into.columns[c], intoRow);
        }
    }

    /// <summary>Copies what belongs to a slot's state to another slot: action, mask, and what columns hold of it.</summary>
    /// <param name="slot">From.</param>
    /// <param name="toSlot">To.</param>
    internal void CarrySlot(int slot, int toSlot)
    {
        Legal(slot).CopyTo(Legal(toSlot));
        Actions[toSlot] = Actions[slot];
        Choices(slot).CopyTo(Choices(toSlot));
        Action(slot).CopyTo(Action(toSlot));
        for (int c = 0; c < columns.Length; c++)
        {
            if (IsPlayed(c) && columns[c].Column.Scope == ColumnScope.Slot)
            {
                columns[c].CopyEntry(slot, columns[c], toSlot);
            }
        }
    }

    /// <summary>Copies what is known of a slot's state before anyone acts in it: its mask, and what was noted of it.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="into">A rollout of the same schema.</param>
    /// <param name="intoSlot">Its slot.</param>
    internal void CopyState(int slot, Rollout into, int intoSlot)
    {
        Legal(slot).CopyTo(into.Legal(intoSlot));
        for (int c = 0; c < columns.Length; c++)
        {
            if (IsPlayed(c) && columns[c].Column.Scope == ColumnScope.Slot)
            {
                columns[c].CopyEntry(slot, into.columns[c], intoSlot);
            }
        }
    }

    /// <summary>
    /// Copies what was played from a rollout of the same schema and size: everything but the learner's scratch.
    /// </summary>
    /// <param name="other">The other.</param>
    internal void CopyFrom(Rollout other)
    {
        Rows = other.Rows;
        ActedRows = other.ActedRows;
        int slots = Rows + Environments;
        other.Actions.AsSpan(0, slots).CopyTo(Actions);
        other.legal.AsSpan(0, slots * MaskWidth).CopyTo(legal);
        other.continuousActions.AsSpan(0, slots * actionLength).CopyTo(continuousActions);
        other.choices.AsSpan(0, slots * choiceCount).CopyTo(choices);
        other.Rewards.AsSpan(0, Rows).CopyTo(Rewards);
        other.Terminated.AsSpan(0, Rows).CopyTo(Terminated);
        other.Truncated.AsSpan(0, Rows).CopyTo(Truncated);
        for (int c = 0; c < columns.Length; c++)
        {
            if (IsPlayed(c))
            {
                columns[c].CopyFrom(other.columns[c], Entries(c));
            }
        }
    }

    /// <summary>Writes what <see cref="CopyFrom"/> copies.</summary>
    /// <param name="writer">The checkpoint.</param>
    internal void Save(BinaryWriter writer)
    {
        int slots = Rows + Environments;
        writer.Write(Rows);
        writer.Write(ActedRows);
        writer.WriteArray<int>(Actions.AsSpan(0, slots));
        writer.WriteArray<bool>(legal.AsSpan(0, slots * MaskWidth));
        writer.WriteArray<float>(continuousActions.AsSpan(0, slots * actionLength));
        writer.WriteArray<int>(choices.AsSpan(0, slots * choiceCount));
        writer.WriteArray<float>(Rewards.AsSpan(0, Rows));
        writer.WriteArray<bool>(Terminated.AsSpan(0, Rows));
        writer.WriteArray<bool>(Truncated.AsSpan(0, Rows));
        for (int c = 0; c < columns.Length; c++)
        {
            if (IsPlayed(c))
            {
                columns[c].Save(writer, Entries(c));
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    internal void Load(BinaryReader reader)
    {
        Rows = reader.ReadInt32();
        ActedRows = reader.ReadInt32();
        if (Rows < 0 || Rows > Capacity || ActedRows < 0 || ActedRows > Capacity)
        {
            throw new InvalidDataException($"a segment of {Rows} rows where at most {Capacity} fit");
        }

        int slots = Rows + Environments;
        reader.ReadArray(Actions.AsSpan(0, slots));
        reader.ReadArray(legal.AsSpan(0, slots * MaskWidth));
        reader.ReadArray(continuousActions.AsSpan(0, slots * actionLength));
        reader.ReadArray(choices.AsSpan(0, slots * choiceCount));
        reader.ReadArray(Rewards.AsSpan(0, Rows));
        reader.ReadArray(Terminated.AsSpan(0, Rows));
        reader.ReadArray(Truncated.AsSpan(0, Rows));
        for (int c = 0; c < columns.Length; c++)
        {
            if (IsPlayed(c))
            {
                columns[c].Load(reader, Entries(c));
            }
        }
    }

    private bool IsPlayed(int c) => columns[c].Column.Use != ColumnUse.Learning;

    // Acting notes a whole tick at once: of one that was left in its middle the rows to come count too.
    private int Entries(int c) => columns[c].Column.Scope == ColumnScope.Slot
        ? Rows + Environments
        : Math.Max((Rows + Environments - 1) / Environments * Environments, ActedRows);

    private InvalidOperationException NotDeclared(Column column)
    {
        string declared = columns.Length == 0 ? "none" : string.Join(", ", columns.Select(c => c.Column));
        return new InvalidOperationException(
            $"This experience has no column '{column}'; it has {declared}. Declare it in Objective.Columns.");
    }
}
