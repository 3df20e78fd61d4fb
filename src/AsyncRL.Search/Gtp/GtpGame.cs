using AsyncRL.Search.Go;

namespace AsyncRL.Search.Gtp;

/// <summary>The game of a GTP session: set-up stones and moves by either colour in any order, which can be undone.</summary>
internal sealed class GtpGame
{
    private readonly List<(int Point, int Player)> stones = [];
    private readonly List<(int Move, int Player)> moves = [];

    public GtpGame(int size, float komi) => Restart(size, komi);

    public GoGame Rules { get; private set; } = null!;

    public GoState State { get; private set; } = null!;

    public IReadOnlyList<(int Move, int Player)> Moves => moves;

    public IReadOnlyList<(int Point, int Player)> Stones => stones;

    public bool HasStones => stones.Count > 0 || moves.Count > 0;

    public float Komi { get; private set; }

    /// <summary>Handicap stones, for which White gets a point each.</summary>
    public int Handicap { get; private set; }

    public void Restart(int size, float komi, bool allowSuicide = false)
    {
        Komi = komi;
        stones.Clear();
        moves.Clear();
        Handicap = 0;
        Rules = new GoGame(GoRules.Chinese(size, komi) with { AllowSuicide = allowSuicide });
        State = (GoState)Rules.Start();
    }

    /// <summary>Another komi for the same game.</summary>
    /// <exception cref="ArgumentException">It cannot be played with the handicap's points; the old one stays.</exception>
    public void SetKomi(float komi)
    {
        _ = Rules.Rules with { Komi = komi + Handicap };
        Komi = komi;
        Rebuild();
    }

    public void SetUp(IReadOnlyList<(int Point, int Player)> added, bool isHandicap)
    {
        int before = stones.Count;
        stones.AddRange(added);
        Handicap += isHandicap ? added.Count : 0;
        try
        {
            Rebuild();
        }
        catch (ArgumentException)
        {
            stones.RemoveRange(before, stones.Count - before);
            Handicap -= isHandicap ? added.Count : 0;
            Rebuild();
            throw;
        }
    }

    /// <summary>Plays a move of either colour; false, with nothing changed, where it is not legal.</summary>
    public bool TryPlay(int move, int player)
    {
        if (!Make(move, player))
        {
            Rebuild();   // whoever was to move is again
            return false;
        }

        moves.Add((move, player));
        return true;
    }

    /// <summary>For a search of either colour's move that is not played: gives the turn back when it is disposed of.</summary>
    public Turn BeginTurn() => new(this);

    public bool TryUndo(int count)
    {
        if (count < 1 || count > moves.Count)
        {
            return false;
        }

        moves.RemoveRange(moves.Count - count, count);
        Rebuild();
        return true;
    }

    // White's points for handicap stones are part of the komi that the search plays for.
    private void Rebuild()
    {
        Rules = Rules.Rules.Komi == Komi + Handicap ? Rules : new GoGame(Rules.Rules with { Komi = Komi + Handicap });
        State = (GoState)Rules.Start();
        foreach ((int point, int player) in stones)
        {
            State.SetUp(point, player, Handicap > 0 ? 1 : 0);
        }

        foreach ((int move, int player) in moves)
        {
            Make(move, player);
        }
    }

    /// <summary>Who was to move, and whether the game was over.</summary>
    internal sealed class Turn(GtpGame game) : IDisposable
    {
        private readonly GoState state = game.State;
        private readonly int player = game.State.Player;
        private readonly bool wasOver = game.State.IsOver;
        private bool kept;

        /// <summary>The turn has been taken.</summary>
        public void Keep() => kept = true;

        public void Dispose()
        {
            if (kept || game.State != state)
            {
                return;
            }

            if (wasOver && !state.IsOver)
            {
                game.Rebuild();   // passes do not come back otherwise
            }
            else
            {
                state.SetPlayer(player);
            }
        }
    }

    private bool Make(int move, int player)
    {
        if (State.IsOver)
        {
            State.Resume();
        }

        State.SetPlayer(player);
        if (!State.IsLegal(move))
        {
            return false;
        }

        State.Play(move);
        return true;
    }
}
