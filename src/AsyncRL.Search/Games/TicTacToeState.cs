using System.Numerics;

namespace AsyncRL.Search.Games;

internal sealed class TicTacToeState(TicTacToe game) : GameState(game)
{
    private const int Full = 0x1FF;

    // Rows, columns and diagonals; bit i is point i.
    private static readonly int[] Lines = [0x007, 0x038, 0x1C0, 0x049, 0x092, 0x124, 0x111, 0x054];

    private int first;
    private int second;
    private int last = -1;
    private sbyte winner;

    public override int MovesPlayed => BitOperations.PopCount((uint)(first | second));

    public override int Player => MovesPlayed & 1;

    public override int LastMove => last;

    public override bool IsOver => winner != 0 || (first | second) == Full;

    public override float Outcome => winner;

    public override ulong Hash
    {
        get
        {
            ulong state = (ulong)(first | (second << 9)) + 1;
            return FastRandom.Stir(ref state);
        }
    }

    public int StoneAt(int point) => ((first >> point) & 1) + (2 * ((second >> point) & 1));

    public override bool IsLegal(int move) => (uint)move < 9 && winner == 0 && (((first | second) >> move) & 1) == 0;

    public override int WriteLegalMoves(Span<int> moves)
    {
        int count = 0;
        for (int move = 0; move < 9; move++)
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
        bool isFirst = Player == 0;
        int stones = (isFirst ? first : second) | (1 << move);
        last = move;
        (first, second) = isFirst ? (stones, second) : (first, stones);
        foreach (int line in Lines)
        {
            if ((stones & line) == line)
            {
                winner = (sbyte)(isFirst ? 1 : -1);
            }
        }
    }

    public override void CopyFrom(GameState other)
    {
        var from = (TicTacToeState)other;
        (first, second, last, winner) = (from.first, from.second, from.last, from.winner);
    }

    public override void WriteFeatures(Span<float> features)
    {
        (int own, int others) = Player == 0 ? (first, second) : (second, first);
        for (int point = 0; point < 9; point++)
        {
            features[2 * point] = (own >> point) & 1;
            features[(2 * point) + 1] = (others >> point) & 1;
        }
    }
}
