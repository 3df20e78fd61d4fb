using System.Runtime.InteropServices;
using AsyncRL.Environments;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.AlphaZero;

/// <summary>
/// The newest positions of self-play: what was searched, by what the search recommended and by how the game ended. Positions are
/// not kept but played to again when they are drawn, which costs a few microseconds and a byte or two a move.
/// </summary>
/// <remarks>
/// Shared by all threads under one lock, which is held while a game is added or a minibatch copied. Two rings, of moves and of
/// records, lie each in one array, of which the system gives memory as it is written to.
/// </remarks>
internal sealed class SelfPlayReplay
{
    // Moves that nobody learns from, those of fast searches, lie between those that are learned from.
    private const double MovesToSpare = 1.5;

    // One policy entry in a record; rounding it to 16 bits moves a probability by 1 / 131,070 at most.
    private const float PolicyUnit = ushort.MaxValue;

    private readonly Lock gate = new();
    private readonly Game game;
    private readonly double share;
    private readonly int least;
    private readonly int recordLength;
    private readonly int capacity;
    private readonly int moveCapacity;
    private readonly byte[] records;
    private readonly byte[] moves;      // two bytes each
    private long recordCount;           // ever written
    private long moveCount;
    private long oldestKept;            // records before it have lost moves

    /// <summary>Makes room for the window.</summary>
    /// <param name="game">The game.</param>
    /// <param name="options">The window.</param>
    /// <exception cref="OptionException">The window is too large for one array.</exception>
    public SelfPlayReplay(Game game, AlphaZeroOptions options)
    {
        this.game = game;
        share = options.Window;
        least = Math.Min(options.WindowMin, options.WindowMax);
        capacity = options.WindowMax;
        recordLength = RecordLengthOf(game);

        // A game may have a single position besides its opening.
        double opening = options.OpeningShare * (1 + options.OpeningMoves) / 2;
        double wanted = Math.Max(capacity, 1_000) * ((MovesToSpare / options.FullShare) + opening);
        double longest = Math.Max(2 * (wanted + game.LongestGame), (double)recordLength * capacity);
        if (longest > Array.MaxLength)
        {
            throw new OptionException(
                $"alphazero.window_max: {capacity} positions of {game.Name} need an array of {longest:0} bytes, and there are " +
                $"none of more than {Array.MaxLength}; lower it to " +
                $"{(long)(capacity * ((Array.MaxLength - 2.0 * game.LongestGame) / longest))}.");
        }

        moveCapacity = (int)wanted + game.LongestGame;
        records = GC.AllocateUninitializedArray<byte>(recordLength * capacity);
        moves = GC.AllocateUninitializedArray<byte>(2 * moveCapacity);
    }

    /// <summary>Positions to learn from that were ever added.</summary>
    public long Added
    {
        get
        {
            lock (gate)
            {
                return recordCount;
            }
        }
    }

    /// <summary>Positions that may be drawn now.</summary>
    public long WindowLength
    {
        get
        {
            lock (gate)
            {
                return recordCount - Oldest;
            }
        }
    }

    /// <summary>The rings as a checkpoint writes them, at most two pieces each.</summary>
    public IEnumerable<Memory<byte>> Content =>
    [
        .. Pieces(records, recordLength, capacity, Oldest, recordCount),
        .. Pieces(moves, 2, moveCapacity, recordCount == Oldest ? moveCount : HeaderOf(Oldest).FirstMove, moveCount),
    ];

    private long Oldest => Math.Max(oldestKept, recordCount - ReplayWindow.Length(recordCount, share, least, capacity));

    /// <summary>Bytes of a record.</summary>
    public static int RecordLengthOf(Game game) =>
        ReplayHeader.Length + (2 * game.Moves) + (game.HasOwners ? game.Rows * game.Columns : 0);

    /// <summary>Adds a game that has ended.</summary>
    /// <param name="played">The game.</param>
    public void Add(SelfPlayGame played)
    {
        lock (gate)
        {
            long first = moveCount;
            foreach (short move in played.Moves)
            {
                MemoryMarshal.Write(moves.AsSpan((int)(moveCount++ % moveCapacity) * 2), move);
            }

            oldestKept = Math.Max(oldestKept, recordCount - capacity);
            while (oldestKept < recordCount && HeaderOf(oldestKept).FirstMove < moveCount - moveCapacity)
            {
                oldestKept++;
            }

            for (int i = 0; i < played.Searched.Count; i++)
            {
                Span<byte> record = RecordAt(recordCount++);
                var header = new ReplayHeader
                {
                    FirstMove = first,
                    Plies = played.Searched[i],
                    Outcome = played.Outcome,
                    Score = played.Score,
                    IsPlayedOut = played.IsPlayedOut ? 1 : 0,
                };
                MemoryMarshal.Write(record, header);
                Span<ushort> shares = MemoryMarshal.Cast<byte, ushort>(record.Slice(ReplayHeader.Length, 2 * game.Moves));
                Round(played.PolicyOf(i), shares);
                MemoryMarshal.AsBytes(played.Owners).CopyTo(record[(ReplayHeader.Length + (2 * game.Moves))..]);
            }
        }
    }

    /// <summary>Draws positions of the window uniformly, with replacement.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="symmetries">Whether each is turned at random.</param>
    /// <param name="into">Receives them.</param>
    public void Draw(Pcg64 random, bool symmetries, ReadOnlySpan<ReplayedPosition> into)
    {
        lock (gate)
        {
            long oldest = Oldest;
            int length = (int)(recordCount - oldest);
            foreach (ReplayedPosition position in into)
            {
                RecordAt(oldest + random.Integers(0, length)).CopyTo(position.Record);
                position.Symmetry = symmetries ? random.Integers(0, game.Symmetries) : 0;
                long move = position.Header.FirstMove;
                foreach (ref short to in position.Moves)
                {
                    to = MemoryMarshal.Read<short>(moves.AsSpan((int)(move++ % moveCapacity) * 2));
                }
            }
        }
    }

    /// <summary>Writes how much there is; <see cref="Content"/> is the rest.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(recordCount);
        writer.Write(moveCount);
        writer.Write(Oldest);
        writer.Write(recordCount == Oldest ? moveCount : HeaderOf(Oldest).FirstMove);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        recordCount = reader.ReadInt64();
        moveCount = reader.ReadInt64();
        oldestKept = reader.ReadInt64();
        long firstMove = reader.ReadInt64();
        if (recordCount - oldestKept > capacity || moveCount - firstMove > moveCapacity || Oldest != oldestKept)
        {
            throw new InvalidDataException(
                $"the saved positions, {recordCount - oldestKept}, do not fit alphazero.window, window_min or window_max");
        }

        // Where the moves lie follows from the oldest record, which is read after this.
        if (recordCount > oldestKept)
        {
            MemoryMarshal.Write(RecordAt(oldestKept), new ReplayHeader { FirstMove = firstMove });
        }
    }

    /// <summary>Probabilities in units of 1 / 65,535, to the nearest.</summary>
    internal static void Round(ReadOnlySpan<float> policy, Span<ushort> shares)
    {
        for (int move = 0; move < policy.Length; move++)
        {
            shares[move] = (ushort)((policy[move] * PolicyUnit) + 0.5f);
        }
    }

    private static IEnumerable<Memory<byte>> Pieces(byte[] ring, int unit, int capacity, long first, long end)
    {
        if (first == end)
        {
            return [];
        }

        int from = (int)(first % capacity) * unit, to = ((int)((end - 1) % capacity) + 1) * unit;
        return from < to
            ? [ring.AsMemory(from, to - from)]
            : [ring.AsMemory(from, (capacity * unit) - from), ring.AsMemory(0, to)];
    }

    private Span<byte> RecordAt(long number) => records.AsSpan((int)(number % capacity) * recordLength, recordLength);

    private ref readonly ReplayHeader HeaderOf(long number) => ref MemoryMarshal.AsRef<ReplayHeader>(RecordAt(number));
}
