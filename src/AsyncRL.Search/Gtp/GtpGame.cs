using AsyncRL.Search.Go;

namespace AsyncRL.Search.Gtp;

/// <summary>The game of a GTP session: set-up stones and moves by either colour in any order, which can be undone.</summary>
internal sealed class GtpGame
{
    // The same rules are the same game all session long, so that a search that was made for it serves again.
    private readonly Dictionary<GoRules, GoGame> games = [];
    private readonly List<(int Point, int Player)> stones = [];
    private readonly List<(int Move, int Player)> moves = [];
    private int? next;    // who is to move, where that was set after moves

    public GtpGame(int size, float komi) => Restart(size, komi);

    public GoGame Rules { get; private set; } = null!;

    public GoState State { get; private set; } = null!;

    public IReadOnlyList<(int Move, int Player)> Moves => moves;

    public IReadOnlyList<(int Point, int Player)> Stones => stones;

    public bool HasStones => stones.Count > 0 || moves.Count > 0;

    public float Komi { get; private set; }

    /// <summary>Handicap stones, for which White gets a point each.</summary>
    public int Handicap { get; private set; }

    /// <summary>Who is to move before the first move: 0 Black, 1 White.</summary>
    public int First { get; private set; }

    /// <summary>An empty board.</summary>
    /// <exception cref="ArgumentException">It cannot be played; the game stays as it is.</exception>
    public void Restart(int size, float komi, bool allowSuicide = false)
    {
        Rules = GameOf(GoRules.Chinese(size, komi) with { AllowSuicide = allowSuicide });
        State = (GoState)Rules.Start();
        stones.Clear();
        moves.Clear();
        next = null;
        (Komi, Handicap, First) = (komi, 0, 0);
    }

    /// <summary>Another komi for the same game.</summary>
    /// <exception cref="ArgumentException">It cannot be played with the handicap's points; the old one stays.</exception>
    public void SetKomi(float komi)
    {
        _ = Rules.Rules with { Komi = komi + Handicap };
        Komi = komi;
        Rebuild();
    }

    /// <summary>Puts stones on a board without moves.</summary>
    /// <param name="added">The stones.</param>
    /// <param name="handicap">Points that White gets for them.</param>
    /// <param name="first">Who is to move then.</param>
    /// <exception cref="ArgumentException">A stone cannot be where it is; none was put.</exception>
    public void SetUp(IReadOnlyList<(int Point, int Player)> added, int handicap, int first)
    {
        (int count, int before, int firstBefore) = (stones.Count, Handicap, First);
        stones.AddRange(added);
        (Handicap, First) = (Handicap + handicap, first);
        try
        {
            Rebuild();
        }
        catch (ArgumentException)
        {
            stones.RemoveRange(count, stones.Count - count);
            (Handicap, First) = (before, firstBefore);
            Rebuild();
            throw;
        }
    }

    /// <summary>Says who is to move, until a move is played or taken back; before the first move, for good.</summary>
    public void SetPlayer(int player)
    {
        if (moves.Count == 0)
        {
            First = player;
        }
        else
        {
            next = player;
        }

        State.SetPlayer(player);
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
        next = null;
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
        next = null;
        Rebuild();
        return true;
    }

    /// <summary>Where the game is, for <see cref="ReturnTo"/>.</summary>
    public (int Moves, int? Next) Mark() => (moves.Count, next);

    /// <summary>Takes back what was played since.</summary>
    public void ReturnTo((int Moves, int? Next) mark)
    {
        moves.RemoveRange(mark.Moves, moves.Count - mark.Moves);
        next = mark.Next;
        Rebuild();
    }

    private GoGame GameOf(GoRules rules)
    {
        if (!games.TryGetValue(rules, out GoGame? game))
        {
            game = new GoGame(rules);
            games.Add(rules, game);
        }

        return game;
    }

    // White's points for handicap stones are part of the komi that the search plays for.
    private void Rebuild()
    {
        Rules = GameOf(Rules.Rules with { Komi = Komi + Handicap });
        State = (GoState)Rules.Start();
        foreach ((int point, int player) in stones)
        {
            State.SetUp(point, player, First);
        }

        State.SetPlayer(First);
        foreach ((int move, int player) in moves)
        {
            Make(move, player);
        }

        State.SetPlayer(next ?? State.Player);
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
