using AsyncRL.Environments;
using AsyncRL.Experience;
using AsyncRL.Neural;
using AsyncRL.Objectives;

namespace AsyncRL.Synchronous;

/// <summary>
/// One thread's share of the minibatches of <see cref="Lockstep"/>: each minibatch takes equally many of every thread's rows, so
/// that a thread shuffles and reads its own only.
/// </summary>
/// <remarks>
/// With a recurrent network a minibatch takes whole environments instead: their rows in time order, from the memory that the
/// batch began with.
/// </remarks>
internal sealed class Minibatches
{
    private readonly MinibatchObjective objective;
    private readonly Rollout rollout;
    private readonly Model player;
    private readonly Rollout minibatch;
    private readonly int threads;
    private readonly bool wholeSequences;
    private readonly int[] order;
    private readonly float[] memory;
    private readonly double[] sums;
    private readonly double[] squares;

    /// <summary>Makes room for a share.</summary>
    /// <param name="objective">What is learnt.</param>
    /// <param name="rollout">What the thread plays.</param>
    /// <param name="player">The model that plays it.</param>
    /// <param name="threads">Threads that share a minibatch.</param>
    public Minibatches(MinibatchObjective objective, Rollout rollout, Model player, int threads)
    {
        this.objective = objective;
        this.rollout = rollout;
        this.player = player;
        this.threads = threads;
        NetworkDescription description = player.Network.Description;
        wholeSequences = description.MemoryLength > 0;
        Count = CountFor(objective.MinibatchSize, rollout, threads, wholeSequences);
        order = new int[wholeSequences ? rollout.Environments : rollout.Capacity];
        int most = (order.Length + Count - 1) / Count;
        int ticks = rollout.Capacity / rollout.Environments;
        minibatch = wholeSequences ? new Rollout(rollout.Schema, ticks, most) : new Rollout(rollout.Schema, most, 1);
        Model = new Model(player.Description, player.Parameters, minibatch.Capacity, lanes: minibatch.Environments);
        memory = new float[description.MemoryLength];
        sums = new double[Count];
        squares = new double[Count];
    }

    /// <summary>Minibatches that a batch is cut into.</summary>
    public int Count { get; }

    /// <summary>The instance that learns.</summary>
    public Model Model { get; }

    /// <summary>How well the values foresaw the returns, of the batch that was prepared last.</summary>
    public ExplainedVariance Explained { get; private set; }

    /// <summary>The number of minibatches.</summary>
    /// <param name="size">Rows of one, about, over all threads.</param>
    /// <param name="rollout">What a thread plays.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="wholeSequences">Whether each takes whole environments; then the number divides that of a thread's
    /// environments.</param>
    /// <returns>At least 1.</returns>
    public static int CountFor(int size, Rollout rollout, int threads, bool wholeSequences)
    {
        long wanted = Math.Max(1, (long)Math.Round((double)threads * rollout.Capacity / size));
        int count = (int)Math.Min(wanted, wholeSequences ? rollout.Environments : rollout.Capacity);
        while (wholeSequences && rollout.Environments % count != 0)
        {
            count--;
        }

        return count;
    }

    /// <summary>Notes what stays fixed over the epochs of a batch, which is complete.</summary>
    public void Prepare()
    {
        Explained = objective.Prepare(rollout, player);
    }

    /// <summary>
    /// Shuffles the rows, or with a recurrent network the environments, and measures the column to be
    /// standardised over each minibatch's share.
    /// </summary>
    /// <param name="random">The thread's generator.</param>
    public void Shuffle(Pcg64 random)
    {
        for (int i = 0; i < order.Length; i++)
        {
            int j = random.Integers(0, i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        objective.BeginEpoch(rollout, random);
        if (objective.Standardized is not { } column)
        {
            return;
        }

        Span<float> values = rollout[column];
        for (int k = 0; k < Count; k++)
        {
            sums[k] = squares[k] = 0;
            for (int row = 0; row < Rows(k); row++)
            {
                double value = values[Source(k, row)];
                sums[k] += value;
                squares[k] += value * value;
            }
        }
    }

    /// <summary>Rows of this thread's share of a minibatch; the same for all threads.</summary>
    /// <param name="k">Minibatch.</param>
    public int Rows(int k) => (First(k + 1) - First(k)) * (wholeSequences ? rollout.Capacity / rollout.Environments : 1);

    /// <summary>
    /// The gradient of this thread's share of a minibatch, weighed so that all shares sum to the mean over the whole minibatch.
    /// </summary>
    /// <param name="k">Minibatch.</param>
    /// <param name="players">All threads, whose shares were shuffled.</param>
    /// <param name="remaining">How much of the horizon is still to come.</param>
    /// <returns>Sums for the reports.</returns>
    public LossSums WriteGradient(int k, IReadOnlyList<LockstepPlayer> players, float remaining)
    {
        int rows = Rows(k), all = threads * rows;
        Gather(k, rows);
        minibatch.Weight = 1f / all;
        minibatch.Remaining = remaining;
        if (objective.Standardized is not null && all > 1)
        {
            double sum = 0, square = 0;
            for (int q = 0; q < players.Count; q++)
            {
                sum += players[q].Minibatches!.sums[k];
                square += players[q].Minibatches!.squares[k];
            }

            minibatch.ColumnMean = (float)(sum / all);
            minibatch.ColumnDeviation = (float)Math.Sqrt(Math.Max(0, (square - sum * sum / all) / (all - 1)));
        }

        Model.Network.Forward(0, rows);
        LossSums loss = objective.WriteGradients(minibatch, Model);
        Model.Network.Backward(0, rows);
        return loss;
    }

    private int First(int k) => (int)((long)order.Length * k / Count);

    // The row of the rollout that row i of the share is. Shares of whole environments are time-major, as the rollout is.
    private int Source(int k, int row)
    {
        if (!wholeSequences)
        {
            return order[First(k) + row];
        }

        int lanes = First(k + 1) - First(k);
        return row / lanes * rollout.Environments + order[First(k) + row % lanes];
    }

    private void Gather(int k, int rows)
    {
        Network played = player.Network, network = Model.Network;
        for (int row = 0; row < rows; row++)
        {
            int source = Source(k, row);
            played.Input(source).CopyTo(network.Input(row));
            network.BeginSequence(row, played.BeginsSequence(source));
            rollout.CopyRow(source, minibatch, row);
        }

        for (int lane = 0; wholeSequences && lane < minibatch.Environments; lane++)
        {
            SegmentState.CarryMemory(played, order[First(k) + lane], network, lane, memory);
        }

        minibatch.Rows = rows;
    }
}
