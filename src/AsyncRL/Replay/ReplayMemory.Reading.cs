using System.Runtime.InteropServices;

namespace AsyncRL.Replay;

/// <content>What reading threads call, besides the counters.</content>
public sealed partial class ReplayMemory
{
    [ThreadStatic]
    private static float[]? unpacked;

    /// <summary>Whether some row can be learnt from for certain.</summary>
    /// <param name="steps">n of the n-step transitions.</param>
    /// <returns>Whether a lane holds more rows than can be incomplete at its end.</returns>
    public bool HasTransitions(int steps)
    {
        foreach (ReplayLane lane in lanes)
        {
            // Of two rows that follow one another at least one has an action, but for those that hold the frames before an
            // episode.
            if (lane.Written >= steps + 2 + Layout.Stack)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the transition of n steps that starts in a row, if one does.</summary>
    /// <param name="row">Row, 0 to rows - 1.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="gamma">Discount of a step.</param>
    /// <param name="transition">Receives it.</param>
    /// <returns>
    /// False when the row is empty, about to be overwritten, a final observation, or so new that its n steps were not played yet
    /// and its episode goes on.
    /// </returns>
    public bool TryRead(long row, int steps, float gamma, out ReplayTransition transition)
    {
        transition = default;
        if (!TryLocate(row, out ReplayLane lane, out long first, out long newest, out ReplayStorage now))
        {
            return false;
        }

        int action = now.DiscreteAction(row);
        bool hasDiscounts = Layout.HasDiscounts;
        float sum = 0f, discount = 1f;
        for (int k = 0; k < steps; k++)
        {
            long played = lane.Row(first + k);
            sum += discount * now.Reward(played);
            discount *= hasDiscounts ? now.Discount(played) : gamma;
            if (now.Flags(played).Has(RowFlags.Terminated) || (hasDiscounts && discount == 0f))
            {
                transition = new ReplayTransition(action, sum, 0f, -1);
                return true;
            }

            long next = first + k + 1;
            bool isLast = k + 1 == steps;
            if (isLast || (next < newest && !now.Flags(lane.Row(next)).Has(RowFlags.HasAction)))
            {
                transition = new ReplayTransition(action, sum, discount, lane.Row(next));
                return true;
            }

            if (next == newest)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// Finds the episode that a step belongs to, by its steps that can be read: the complete ones that
    /// are neither overwritten nor reserved.
    /// </summary>
    /// <param name="row">Row, 0 to rows - 1.</param>
    /// <param name="episode">Receives it.</param>
    /// <returns>False when the row holds no step that can be read.</returns>
    public bool TryFindEpisode(long row, out ReplayEpisode episode)
    {
        if (awaitsContent)
        {
            throw NotRestored();
        }

        if (!TryLocate(row, out ReplayLane lane, out long step, out long newest, out ReplayStorage now))
        {
            episode = default;
            return false;
        }

        episode = lane.EpisodeOf(now, step, newest);
        return true;
    }

    /// <summary>The row of an episode's step.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="t">The step, counted from 0 at <see cref="ReplayEpisode.First"/>; its length stands for the observation after
    /// the last step.</param>
    /// <returns>The row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The episode has no such step, or no observation after its last
    /// one.</exception>
    public long RowOf(in ReplayEpisode episode, long t)
    {
        if ((ulong)t >= (ulong)episode.Length && (t != episode.Length || episode.Final < 0))
        {
            string after = episode.Final < 0
                ? "the state after the last one is not stored"
                : $"{episode.Length} is the state after them";
            throw new ArgumentOutOfRangeException(
                nameof(t), t, $"The episode has steps from 0 to {episode.Length - 1}; {after}.");
        }

        long lane = episode.First % lanes.Length, place = episode.First / lanes.Length + t;
        return (place < laneRows ? place : place - laneRows) * lanes.Length + lane;
    }

    /// <summary>The step of an episode that a row holds: the inverse of <see cref="RowOf"/>.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="row">One of its rows.</param>
    /// <returns>The step, counted from 0 at <see cref="ReplayEpisode.First"/>; the length for the observation after the last
    /// one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The row is none of the episode's.</exception>
    public long IndexOf(in ReplayEpisode episode, long row)
    {
        long t = row / lanes.Length - episode.First / lanes.Length;
        t = t < 0 ? t + laneRows : t;
        return (row - episode.First) % lanes.Length == 0 && (t < episode.Length || (t == episode.Length && episode.Final >= 0))
            ? t
            : throw new ArgumentOutOfRangeException(
                nameof(row), row, $"The row is none of the episode of {episode.Length} steps from row {episode.First} on.");
    }

    /// <summary>Reads what was done in a row.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <returns>The step; one without action, reward and end where nothing was done.</returns>
    public ReplayStep ReadStep(long row)
    {
        ReplayStorage now = storage;
        RowFlags flags = now.Flags(row);
        return flags.Has(RowFlags.HasAction)
            ? new ReplayStep(
                now.DiscreteAction(row), now.Reward(row), flags.Has(RowFlags.Terminated), flags.Has(RowFlags.Truncated))
            : default;
    }

    /// <summary>Reads the discount of a row's step.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <returns>The factor in gamma's place.</returns>
    /// <exception cref="InvalidOperationException">The layout has no discounts.</exception>
    public float ReadDiscount(long row) => Layout.HasDiscounts
        ? storage.Discount(row)
        : throw new InvalidOperationException("The replay memory keeps no discounts; set HasDiscounts in its layout.");

    /// <summary>Reads the choices that a row's action makes.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <param name="choices">Receives them, each counted from 0 [<see cref="ReplayActions.Length"/>: one of a discrete
    /// action].</param>
    /// <exception cref="InvalidOperationException">Actions are continuous.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void ReadChoices(long row, Span<int> choices) => Layout.Actions.ReadChoices(storage.Action(row), choices);

    /// <summary>Reads a row's continuous action.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <param name="action">Receives it [<see cref="ReplayActions.Length"/>].</param>
    /// <exception cref="InvalidOperationException">Actions are not continuous.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void ReadAction(long row, Span<float> action) => Layout.Actions.ReadContinuous(storage.Action(row), action);

    /// <summary>Reads a column of a row.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <param name="column">Index of the column: <see cref="ReplayLayout.ColumnIndex"/>.</param>
    /// <param name="values">Receives the numbers [length of the column].</param>
    /// <exception cref="ArgumentException">The column has another element or length.</exception>
    public void ReadColumn(long row, int column, Span<float> values)
    {
        ReplayColumn declared = Declared(column, ReplayElement.Float, values.Length);
        storage.Column(row, column, declared).CopyTo(MemoryMarshal.AsBytes(values));
    }

    /// <inheritdoc cref="ReadColumn(long, int, Span{float})"/>
    public void ReadColumn(long row, int column, Span<byte> values)
    {
        ReplayColumn declared = Declared(column, ReplayElement.Byte, values.Length);
        storage.Column(row, column, declared).CopyTo(values);
    }

    /// <summary>Decodes the observation of a row.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <param name="observation">Receives it [length of the space].</param>
    public void ReadObservation(long row, Span<float> observation)
    {
        ReplayStorage now = storage;
        if (Layout.Stack == 1)
        {
            now.Codec.Read(now.Rows[row], observation);
            return;
        }

        // From the newest frame back to the episode's first, which stands for all before it. Frames are unpacked into the front
        // of a buffer of the calling thread, since several may read.
        Span<float> oldFrame = (unpacked ??= new float[frame.Length]).Length >= frame.Length
            ? unpacked.AsSpan(0, frame.Length)
            : (unpacked = new float[frame.Length]);
        long lane = row % lanes.Length, place = row / lanes.Length;
        bool begins = false;
        for (int f = Layout.Stack - 1; f >= 0; f--)
        {
            if (!begins)
            {
                long source = place * lanes.Length + lane;
                now.Codec.Read(now.Rows[source], oldFrame);
                begins = now.Flags(source).Has(RowFlags.Begins);
                place = place == 0 ? laneRows - 1 : place - 1;
            }

            for (int pixel = 0; pixel < oldFrame.Length / channels; pixel++)
            {
                oldFrame.Slice(pixel * channels, channels).CopyTo(observation[((pixel * Layout.Stack + f) * channels)..]);
            }
        }
    }

    /// <summary>Decodes the legal actions of a row.</summary>
    /// <param name="row">A row of a transition or an episode that was just found.</param>
    /// <param name="legal">Receives one flag per action [mask width].</param>
    public void ReadLegal(long row, Span<bool> legal)
    {
        ReplayStorage now = storage;
        ReadOnlySpan<byte> bits = now.Legal(row);
        for (int a = 0; a < legal.Length; a++)
        {
            legal[a] = ((bits[a / 8] >> (a % 8)) & 1) != 0;
        }
    }

    // The lane and number of a row, if it holds a step that can be read. The storage is taken after the counter: it is not older
    // than the rows that the counter tells of.
    private bool TryLocate(long row, out ReplayLane lane, out long number, out long newest, out ReplayStorage now)
    {
        lane = lanes[row % lanes.Length];
        newest = lane.Newest;
        now = storage;
        number = lane.NumberAt(row / lanes.Length, newest);
        return number >= lane.Oldest(newest) && number < newest && now.Flags(row).Has(RowFlags.HasAction);
    }
}
