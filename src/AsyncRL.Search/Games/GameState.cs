using System.Text;

namespace AsyncRL.Search.Games;

/// <summary>
/// A position of a game, which moves change in place. To search, keep one scratch position a thread and take others over with
/// <see cref="CopyFrom"/>, which allocates nothing. Used by one thread at a time.
/// </summary>
public abstract class GameState
{
    /// <summary>Initialises a position.</summary>
    /// <param name="game">Whose.</param>
    protected GameState(Game game) => Game = game;

    /// <summary>The rules.</summary>
    public Game Game { get; }

    /// <summary>Who is to move: 0, the player who began, or 1.</summary>
    public abstract int Player { get; }

    /// <summary>Moves played since the start.</summary>
    public abstract int MovesPlayed { get; }

    /// <summary>The last move, or -1 at the start.</summary>
    public abstract int LastMove { get; }

    /// <summary>Whether the game has ended.</summary>
    public abstract bool IsOver { get; }

    /// <summary>
    /// How the game ended for player 0, whoever is to move: 1 won, 0 drawn, -1 lost. Zero while it goes on.
    /// </summary>
    public abstract float Outcome { get; }

    /// <summary>Player 0's points less player 1's, in games that are won by points; elsewhere the outcome.</summary>
    public virtual float Score => Outcome;

    /// <summary>
    /// A hash of the position and of who is to move; positions that play on differently because of their history may share it.
    /// </summary>
    public abstract ulong Hash { get; }

    /// <summary>Whether a move may be played now; false where the game has ended.</summary>
    /// <param name="move">Any number.</param>
    public abstract bool IsLegal(int move);

    /// <summary>Lists all legal moves in rising order.</summary>
    /// <param name="moves">Receives them [at least <see cref="Game.Moves"/>].</param>
    /// <returns>How many there are: at least 1, and 0 where the game has ended.</returns>
    public abstract int WriteLegalMoves(Span<int> moves);

    /// <summary>
    /// Lists the legal moves that a search looks at. All of them, unless the game knows of some that are never worth it.
    /// </summary>
    /// <param name="moves">Receives them [at least <see cref="Game.Moves"/>].</param>
    /// <returns>How many there are: at least 1 where the game goes on.</returns>
    public virtual int WriteSearchMoves(Span<int> moves) => WriteLegalMoves(moves);

    /// <summary>Plays a legal move. It is not checked: <see cref="PlayChecked"/> does.</summary>
    /// <param name="move">The move.</param>
    public abstract void Play(int move);

    /// <summary>Takes over another position of the same game.</summary>
    /// <param name="other">The position; it stays as it is.</param>
    public abstract void CopyFrom(GameState other);

    /// <summary>Writes what a network reads, from the view of the player to move.</summary>
    /// <param name="features">Receives rows x columns x planes numbers from 0 to 1 [<see cref="Game.FeatureLength"/>].</param>
    public abstract void WriteFeatures(Span<float> features);

    /// <summary>Whose each point of the board is as it stands: its stone's owner, unless the game has other rules.</summary>
    /// <param name="owners">Receives 1 for player 0, -1 for player 1, 0 for nobody [rows x columns].</param>
    public virtual void WriteOwners(Span<sbyte> owners)
    {
        for (int point = 0; point < owners.Length; point++)
        {
            owners[point] = Game.StoneAt(this, point) switch { 1 => 1, 2 => -1, _ => 0 };
        }
    }

    /// <summary>A position of its own that equals this one.</summary>
    public GameState Clone()
    {
        GameState copy = Game.Start();
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Plays a move if it is legal.</summary>
    /// <param name="move">The move.</param>
    /// <exception cref="ArgumentException">It is not legal here.</exception>
    public void PlayChecked(int move)
    {
        if (!IsLegal(move))
        {
            string name = (uint)move < (uint)Game.Moves ? Game.MoveText(move) : move.ToString();
            throw new ArgumentException(
                IsOver ? $"{name} was played after the game had ended; begin another."
                    : $"{name} is no legal move for {Game.PlayerNames[Player]} here; {LegalText()}.",
                nameof(move));
        }

        Play(move);
    }

    /// <summary>
    /// Plays one random legal move that leads somewhere, for rollouts: uniformly among those of
    /// <see cref="WriteSearchMoves"/> unless a game is faster by itself.
    /// </summary>
    /// <param name="random">The generator.</param>
    /// <param name="scratch">Room for moves [at least <see cref="Game.Moves"/>].</param>
    /// <returns>The move.</returns>
    public virtual int PlayRandom(ref FastRandom random, Span<int> scratch)
    {
        int count = WriteSearchMoves(scratch);
        int move = scratch[random.Below(count)];
        Play(move);
        return move;
    }

    /// <summary>
    /// The board as text, row by row from the top: <c>.</c> empty, <c>X</c> the first player, <c>O</c> the second.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (int row = 0; row < Game.Rows; row++)
        {
            for (int column = 0; column < Game.Columns; column++)
            {
                text.Append(column == 0 ? string.Empty : " ").Append(".XO"[Game.StoneAt(this, (row * Game.Columns) + column)]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private string LegalText()
    {
        var moves = new int[Game.Moves];
        int count = WriteLegalMoves(moves);
        return count > 10
            ? $"{count} moves are, such as {Game.MoveText(moves[0])}"
            : $"legal are {string.Join(", ", moves.Take(count).Select(Game.MoveText))}";
    }
}
