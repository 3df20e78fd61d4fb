using AsyncRL.Search.Games;

namespace AsyncRL.Search.Go;

/// <summary>A position of Go with the history that superko needs.</summary>
public sealed class GoState : GameState
{
    private readonly GoGame game;
    private readonly GoBoard board;
    private readonly ulong[] boards;     // hashes of the boards so far, the present one last
    private readonly short[] moves;
    private GoBoard? trial;
    private int played;
    private int knownBoards;
    private int passes;
    private bool hasTaken;   // until then there are ever more stones, and no board can come back

    internal GoState(GoGame game)
        : base(game)
    {
        this.game = game;
        board = new GoBoard(game.Points);
        boards = new ulong[game.LongestGame + 1];
        moves = new short[game.LongestGame];
        foreach (int point in game.Handicap)
        {
            board.Place(game.Points.Inside[point], GoBoard.Black);
        }

        board.ToMove = game.Handicap.Count > 0 ? GoBoard.White : GoBoard.Black;
        boards[0] = board.Hash;
        knownBoards = 1;
    }

    /// <inheritdoc/>
    public override int Player => board.ToMove - 1;

    /// <inheritdoc/>
    public override int MovesPlayed => played;

    /// <inheritdoc/>
    public override int LastMove => MoveBack(1);

    /// <inheritdoc/>
    public override bool IsOver => passes >= 2 || played >= game.LongestGame;

    /// <inheritdoc/>
    public override float Outcome => IsOver ? Math.Sign(Score) : 0;

    /// <summary>Black's area less White's and komi, on the board as it stands: nothing is taken for dead.</summary>
    public override float Score
    {
        get
        {
            Span<sbyte> owners = stackalloc sbyte[game.Pass];
            WriteArea(owners);
            int area = 0;
            foreach (sbyte owner in owners)
            {
                area += owner;
            }

            return area - Compensation;
        }
    }

    /// <inheritdoc/>
    public override ulong Hash => board.Hash ^ ((ulong)board.ToMove * 0x9E3779B97F4A7C15) ^ ((ulong)board.Ko << 40);

    /// <summary>Points that White gets beside area.</summary>
    public float Compensation => game.Rules.Komi + (game.Rules.CompensatesHandicap ? game.Handicap.Count : 0);

    internal GoBoard Board => board;

    /// <summary>Passes at the end of what was played since the game began or was resumed; the second one ends it.</summary>
    internal int Passes => passes;

    /// <summary>A move of the past: 1 is the last one; -1 where there was none.</summary>
    /// <param name="back">How far back, from 1.</param>
    public int MoveBack(int back) => back <= played ? moves[played - back] : -1;

    /// <summary>What stands on a point: 0 nothing, 1 black, 2 white.</summary>
    /// <param name="point">The point.</param>
    public int StoneAt(int point) => StoneAtCell(game.Points.Inside[point]);

    /// <inheritdoc/>
    public override bool IsLegal(int move) => !IsOver
        && (move == game.Pass || ((uint)move < (uint)game.Pass && IsLegalCell(game.Points.Inside[move])));

    /// <inheritdoc/>
    public override int WriteLegalMoves(Span<int> moves) => WriteMoves(moves, withEyes: true);

    /// <summary>Own true eyes are left out: filling one hardly ever helps.</summary>
    /// <inheritdoc/>
    public override int WriteSearchMoves(Span<int> moves) => WriteMoves(moves, withEyes: false);

    /// <inheritdoc/>
    public override void Play(int move)
    {
        if (move == game.Pass)
        {
            board.Pass();
            passes++;
        }
        else
        {
            hasTaken |= board.Play(game.Points.Inside[move]) > 0;
            boards[knownBoards++] = board.Hash;
            passes = 0;
        }

        moves[played++] = (short)move;
    }

    /// <inheritdoc/>
    public override int PlayRandom(ref FastRandom random, Span<int> scratch)
    {
        int cell = board.RandomMove(ref random);
        int move = cell == 0 ? game.Pass : game.Points.Outside[cell];
        if (cell != 0 && IsRepetition(cell))
        {
            // The board knows simple ko alone.
            move = scratch[random.Below(WriteSearchMoves(scratch))];
        }

        Play(move);
        return move;
    }

    /// <inheritdoc/>
    public override void CopyFrom(GameState other)
    {
        GoState from = other as GoState ?? throw new ArgumentException("The position is none of Go.", nameof(other));
        if (from.game.Rules.Size != game.Rules.Size)
        {
            throw new ArgumentException(
                $"The position is of size {from.game.Rules.Size}, but this one of size {game.Rules.Size}.", nameof(other));
        }

        board.CopyFrom(from.board);
        from.boards.AsSpan(0, from.knownBoards).CopyTo(boards);
        from.moves.AsSpan(0, from.played).CopyTo(moves);
        (played, knownBoards, passes, hasTaken) = (from.played, from.knownBoards, from.passes, from.hasTaken);
    }

    /// <summary>Goes on after two passes, as where the players do not agree on what is dead.</summary>
    public void Resume() => passes = 0;

    /// <summary>
    /// Puts a stone on an empty point, outside of play: as handicap or for a position from a file. History begins anew.
    /// </summary>
    /// <param name="point">The point.</param>
    /// <param name="player">Whose stone: 0 black, 1 white.</param>
    /// <param name="next">Who is to move then.</param>
    /// <exception cref="ArgumentException">The point is taken, or the stone would have no liberty or take others.</exception>
    public void SetUp(int point, int player, int next)
    {
        int cell = game.Points.Inside[point];
        if (StoneAtCell(cell) != GoBoard.Empty || !board.Survives(cell, player + 1) || board.Captures(cell, player + 1))
        {
            throw new ArgumentException(
                $"A {Game.PlayerNames[player]} stone cannot be put on {Game.MoveText(point)}: the point is taken, " +
                "or stones would have no liberty.", nameof(point));
        }

        board.Place(cell, player + 1);
        board.ToMove = (byte)(next + 1);
        boards[0] = board.Hash;
        knownBoards = 1;
        played = 0;
        passes = 0;
        hasTaken = false;
    }

    /// <summary>Has the other player move, as a protocol may ask for: like a pass that is none.</summary>
    /// <param name="player">Who is to move: 0 or 1.</param>
    public void SetPlayer(int player)
    {
        if (player != Player)
        {
            board.Pass();
        }
    }

    /// <summary>Whose every point is, by Tromp and Taylor: stones, and empty points that reach one colour only.</summary>
    /// <param name="owners">Receives 1 for Black, -1 for White, 0 for neither [rows x columns].</param>
    public unsafe void WriteArea(Span<sbyte> owners)
    {
        ushort[] inside = game.Points.Inside;
        short[] outside = game.Points.Outside;
        Span<ushort> region = stackalloc ushort[inside.Length];
        const sbyte Unseen = 2;
        owners.Fill(Unseen);
        for (int point = 0; point < inside.Length; point++)
        {
            int stone = board.Colors[inside[point]];
            if (stone != GoBoard.Empty)
            {
                owners[point] = stone == GoBoard.Black ? (sbyte)1 : (sbyte)-1;
            }
            else if (owners[point] == Unseen)
            {
                int count = 1, reached = 0;
                region[0] = inside[point];
                owners[point] = 0;
                for (int i = 0; i < count; i++)
                {
                    for (int side = 0; side < 4; side++)
                    {
                        int near = region[i] + board.Sides[side];
                        int there = board.Colors[near];
                        if (there is GoBoard.Black or GoBoard.White)
                        {
                            reached |= there;
                        }
                        else if (there == GoBoard.Empty && owners[outside[near]] == Unseen)
                        {
                            owners[outside[near]] = 0;
                            region[count++] = (ushort)near;
                        }
                    }
                }

                if (reached is GoBoard.Black or GoBoard.White)
                {
                    foreach (ushort cell in region[..count])
                    {
                        owners[outside[cell]] = reached == GoBoard.Black ? (sbyte)1 : (sbyte)-1;
                    }
                }
            }
        }
    }

    /// <summary>As <see cref="WriteArea"/>.</summary>
    /// <inheritdoc/>
    public override void WriteOwners(Span<sbyte> owners) => WriteArea(owners);

    /// <summary>The points of the chain that stands on a point; none where it is empty.</summary>
    /// <param name="point">The point.</param>
    public IReadOnlyList<int> ChainAt(int point)
    {
        var chain = new List<int>();
        int start = game.Points.Inside[point];
        if (StoneAt(point) != GoBoard.Empty)
        {
            int cell = start;
            do
            {
                chain.Add(game.Points.Outside[cell]);
                cell = board.NextInChain(cell);
            }
            while (cell != start);
        }

        return chain;
    }

    /// <inheritdoc/>
    public override void WriteFeatures(Span<float> features)
    {
        features.Clear();
        int own = board.ToMove, planes = game.Planes;
        float komi = (own == GoBoard.White ? Compensation : -Compensation) / game.Pass;
        bool passed = LastMove == game.Pass;
        for (int point = 0; point < game.Pass; point++)
        {
            Span<float> at = features.Slice(point * planes, planes);
            int cell = game.Points.Inside[point];
            int stone = StoneAtCell(cell);
            if (stone == GoBoard.Empty)
            {
                at[8] = 1;
                at[13] = board.Survives(cell, own) ? IsRepetition(cell) ? 1 : 0 : cell == board.Ko ? 1 : 0;
            }
            else
            {
                int plane = stone == own ? 0 : 1;
                int liberties = Math.Min(board.LibertiesOf(board.HeadOf(cell)), 3);
                at[plane] = 1;
                at[2 + (3 * plane) + liberties - 1] = 1;
            }

            at[9] = 1;
            at[10] = own == GoBoard.Black ? 1 : 0;
            at[11] = point == LastMove ? 1 : 0;
            at[12] = point == MoveBack(2) ? 1 : 0;
            at[14] = passed ? 1 : 0;
            at[15] = komi;
        }
    }

    /// <summary>Whether a move by this cell, legal otherwise, repeats an earlier board.</summary>
    internal bool IsRepetition(int cell)
    {
        int color = board.ToMove;
        bool takes = !board.Survives(cell, color) || board.Captures(cell, color);
        if (game.Rules.Superko != GoSuperko.Positional || !(hasTaken || takes))
        {
            return false;
        }

        ulong hash = board.HashAfterPlacing(cell, color);
        if (takes)
        {
            trial ??= new GoBoard(game.Points);
            trial.CopyFrom(board);
            trial.Play(cell);
            hash = trial.Hash;
        }

        return boards.AsSpan(0, knownBoards).Contains(hash);
    }

    internal unsafe int StoneAtCell(int cell) => board.Colors[cell];

    private bool IsLegalCell(int cell) => StoneAtCell(cell) == GoBoard.Empty && cell != board.Ko
        && (board.Survives(cell, board.ToMove) || game.Rules.AllowSuicide) && !IsRepetition(cell);

    private int WriteMoves(Span<int> moves, bool withEyes)
    {
        if (IsOver)
        {
            return 0;
        }

        int count = 0;
        int color = board.ToMove;
        for (int point = 0; point < game.Pass; point++)
        {
            int cell = game.Points.Inside[point];
            if (IsLegalCell(cell) && (withEyes || !board.IsEye(cell, color)))
            {
                moves[count++] = point;
            }
        }

        moves[count++] = game.Pass;
        return count;
    }
}
