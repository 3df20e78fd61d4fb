using AsyncRL.Search.Games;

namespace Examples.Hex;

/// <summary>A position of Hex.</summary>
/// <param name="game">The rules.</param>
public sealed class HexState(HexGame game) : GameState(game)
{
    // On a rhombus whose rows are each moved half a cell to the right.
    private static readonly (int Down, int Right)[] Neighbours = [(0, -1), (0, 1), (-1, 0), (1, 0), (-1, 1), (1, -1)];

    private readonly byte[] stones = new byte[game.Moves];      // 0 empty, 1 the first player's, 2 the second's
    private int played;
    private int last = -1;
    private int winner = -1;

    public override int Player => played % 2;

    public override int MovesPlayed => played;

    public override int LastMove => last;

    public override bool IsOver => winner >= 0;

    public override float Outcome => winner switch { 0 => 1, 1 => -1, _ => 0 };

    // FNV-1a over the cells, which also say who is to move.
    public override ulong Hash
    {
        get
        {
            ulong hash = 14695981039346656037;
            foreach (byte stone in stones)
            {
                hash = (hash ^ stone) * 1099511628211;
            }

            return hash;
        }
    }

    public int StoneAt(int cell) => stones[cell];

    public override bool IsLegal(int move) => !IsOver && (uint)move < (uint)stones.Length && stones[move] == 0;

    public override int WriteLegalMoves(Span<int> moves)
    {
        int count = 0;
        for (int move = 0; move < stones.Length; move++)
        {
            if (IsLegal(move))
            {
                moves[count++] = move;
            }
        }

        return count;
    }

    public override void Play(int move)
    {
        int player = Player;
        stones[move] = (byte)(player + 1);
        (last, played) = (move, played + 1);
        if (JoinsItsSides(move, player))
        {
            winner = player;
        }
    }

    public override void CopyFrom(GameState other)
    {
        var from = (HexState)other;
        from.stones.CopyTo(stones, 0);
        (played, last, winner) = (from.played, from.last, from.winner);
    }

    public override void WriteFeatures(Span<float> features)
    {
        for (int cell = 0; cell < stones.Length; cell++)
        {
            features[3 * cell] = stones[cell] == Player + 1 ? 1 : 0;
            features[(3 * cell) + 1] = stones[cell] == 2 - Player ? 1 : 0;
            features[(3 * cell) + 2] = Player == 0 ? 1 : 0;
        }
    }

    // Whether the chain of the stone that was just put down reaches both of its player's sides.
    private bool JoinsItsSides(int move, int player)
    {
        int size = Game.Rows, count = 1;
        bool begin = false, end = false;
        Span<int> chain = stackalloc int[stones.Length];
        Span<bool> seen = stackalloc bool[stones.Length];
        chain[0] = move;
        seen[move] = true;
        for (int i = 0; i < count; i++)
        {
            (int row, int column) = Math.DivRem(chain[i], size);
            int along = player == 0 ? row : column;
            begin |= along == 0;
            end |= along == size - 1;
            foreach ((int down, int right) in Neighbours)
            {
                (int r, int c) = (row + down, column + right);
                int near = (r * size) + c;
                if (r >= 0 && r < size && c >= 0 && c < size && stones[near] == player + 1 && !seen[near])
                {
                    seen[near] = true;
                    chain[count++] = near;
                }
            }
        }

        return begin && end;
    }
}
