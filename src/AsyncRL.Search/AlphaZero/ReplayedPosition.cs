using System.Runtime.InteropServices;
using AsyncRL.Search.Games;

namespace AsyncRL.Search.AlphaZero;

/// <summary>A position that was drawn to learn from: the moves that lead to it, and what it teaches.</summary>
internal sealed class ReplayedPosition(Game game)
{
    private readonly short[] moves = new short[game.LongestGame];

    /// <summary>The record as <see cref="SelfPlayReplay"/> keeps it.</summary>
    public byte[] Record { get; } = new byte[SelfPlayReplay.RecordLengthOf(game)];

    /// <summary>How the position is turned for learning, 0 to the game's symmetries - 1.</summary>
    public int Symmetry { get; set; }

    /// <summary>The moves that lead to it from the game's start.</summary>
    public Span<short> Moves => moves.AsSpan(0, Header.Plies);

    /// <summary>What is known of the position's game.</summary>
    public ref readonly ReplayHeader Header => ref MemoryMarshal.AsRef<ReplayHeader>(Record);

    /// <summary>Plays to the position.</summary>
    /// <param name="start">The game's first position.</param>
    /// <param name="state">Becomes the position.</param>
    public void Restore(GameState start, GameState state)
    {
        state.CopyFrom(start);
        foreach (short move in Moves)
        {
            state.Play(move);
        }
    }

    /// <summary>The policy that the search recommended, turned by <see cref="Symmetry"/>.</summary>
    /// <param name="policy">Receives it; its sum is 1 [moves].</param>
    public void WritePolicy(Span<float> policy)
    {
        ReadOnlySpan<ushort> shares = MemoryMarshal.Cast<byte, ushort>(Record.AsSpan(ReplayHeader.Length, 2 * game.Moves));
        int sum = 0;
        foreach (ushort share in shares)
        {
            sum += share;
        }

        float unit = 1f / sum;
        for (int move = 0; move < shares.Length; move++)
        {
            policy[game.MapMove(Symmetry, move)] = unit * shares[move];
        }
    }

    /// <summary>Whose each point was in the end, turned by <see cref="Symmetry"/>.</summary>
    /// <param name="player">Whose points are 1.</param>
    /// <param name="owners">Receives 1, -1 or 0 [points].</param>
    public void WriteOwners(int player, Span<float> owners)
    {
        var own = MemoryMarshal.Cast<byte, sbyte>(Record.AsSpan(ReplayHeader.Length + (2 * game.Moves)));
        for (int point = 0; point < owners.Length; point++)
        {
            owners[game.MapPoint(Symmetry, point)] = player == 0 ? own[point] : -own[point];
        }
    }
}
