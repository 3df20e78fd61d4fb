using System.Numerics;

namespace AsyncRL.Search.Games;

internal sealed class OthelloState : GameState
{
    private readonly Othello game;
    private ulong own;      // of the player to move
    private ulong other;
    private ulong legal;    // points that the player to move may play
    private int player;
    private int played;
    private int last = -1;
    private bool over;

    public OthelloState(Othello game)
        : base(game)
    {
        this.game = game;
        int middle = (game.Size / 2) - 1;
        ulong topLeft = 1UL << ((8 * middle) + middle);
        own = (topLeft << 1) | (topLeft << 8);
        other = topLeft | (topLeft << 9);
        legal = OthelloBits.Moves(own, other, game.Board, game.Inner);
    }

    public override int Player => player;

    public override int MovesPlayed => played;

    public override int LastMove => last;

    public override bool IsOver => over;

    public override float Outcome => over ? Math.Sign(Score) : 0;

    /// <summary>Discs of player 0 less those of player 1.</summary>
    public override float Score
    {
        get
        {
            int margin = BitOperations.PopCount(own) - BitOperations.PopCount(other);
            return player == 0 ? margin : -margin;
        }
    }

    public override ulong Hash
    {
        get
        {
            ulong a = own, b = other + (ulong)player + 1;
            return FastRandom.Stir(ref a) ^ BitOperations.RotateLeft(FastRandom.Stir(ref b), 17);
        }
    }

    public ulong OwnDiscs => own;

    public ulong OtherDiscs => other;

    public int StoneAt(int point)
    {
        ulong bit = BitOf(point);
        return (own & bit) != 0 ? 1 + player : (other & bit) != 0 ? 2 - player : 0;
    }

    public override bool IsLegal(int move) => !over && (move == game.Pass
        ? legal == 0
        : (uint)move < (uint)game.Pass && (legal & BitOf(move)) != 0);

    public override int WriteLegalMoves(Span<int> moves)
    {
        if (over)
        {
            return 0;
        }

        if (legal == 0)
        {
            moves[0] = game.Pass;
            return 1;
        }

        int count = 0;
        for (ulong rest = legal; rest != 0; rest &= rest - 1)
        {
            moves[count++] = MoveOf(BitOperations.TrailingZeroCount(rest));
        }

        return count;
    }

    public override void Play(int move)
    {
        if (move != game.Pass)
        {
            ulong bit = BitOf(move);
            ulong flips = OthelloBits.Flips(own, other, bit, game.Inner);
            own |= bit | flips;
            other &= ~flips;
        }

        (own, other) = (other, own);
        player = 1 - player;
        played++;
        last = move;
        legal = OthelloBits.Moves(own, other, game.Board, game.Inner);
        over = legal == 0 && OthelloBits.Moves(other, own, game.Board, game.Inner) == 0;
    }

    public override int PlayRandom(ref FastRandom random, Span<int> scratch)
    {
        int move = game.Pass;
        if (legal != 0)
        {
            ulong rest = legal;
            for (int skip = random.Below(BitOperations.PopCount(legal)); skip > 0; skip--)
            {
                rest &= rest - 1;
            }

            move = MoveOf(BitOperations.TrailingZeroCount(rest));
        }

        Play(move);
        return move;
    }

    public override void CopyFrom(GameState source)
    {
        var from = (OthelloState)source;
        if (from.game.Size != game.Size)
        {
            throw new ArgumentException(
                $"The position is of size {from.game.Size}, but this one of size {game.Size}.", nameof(source));
        }

        (own, other, legal, player, played, last, over) =
            (from.own, from.other, from.legal, from.player, from.played, from.last, from.over);
    }

    public override void WriteFeatures(Span<float> features)
    {
        for (int point = 0; point < game.Pass; point++)
        {
            ulong bit = BitOf(point);
            features[3 * point] = (own & bit) != 0 ? 1 : 0;
            features[(3 * point) + 1] = (other & bit) != 0 ? 1 : 0;
            features[(3 * point) + 2] = (legal & bit) != 0 ? 1 : 0;
        }
    }

    private ulong BitOf(int move) => 1UL << ((move / game.Size * 8) + (move % game.Size));

    private int MoveOf(int bit) => ((bit >> 3) * game.Size) + (bit & 7);
}
