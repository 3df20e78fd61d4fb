using System.Diagnostics.CodeAnalysis;
using AsyncRL.Environments;

namespace AsyncRL.Search.Games;

/// <summary>
/// The rules of a turn-based game of one or two players with perfect information and no chance. It says what is the same in
/// every position; <see cref="GameState"/> is a position. An instance never changes and may be used by several threads.
/// </summary>
public abstract class Game
{
    private readonly Lazy<int[][]> moveMaps;
    private readonly Lazy<int[][]> pointMaps;

    /// <summary>Initialises the rules.</summary>
    protected Game()
    {
        moveMaps = new(() => Maps(Moves, MapMoveCore));
        pointMaps = new(() => Maps(Rows * Columns, MapPointCore));
    }

    /// <summary>What the game is called in commands and files, such as <c>connect-four</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How many play: 1 or 2.</summary>
    public virtual int Players => 2;

    /// <summary>
    /// How many moves there are: a move is 0 to Moves - 1 in every position, and some of them are legal. A network sees where
    /// moves are if they are the points of the board, row by row, perhaps with a pass last, or its columns.
    /// </summary>
    public abstract int Moves { get; }

    /// <summary>The most moves that a game can take.</summary>
    public abstract int LongestGame { get; }

    /// <summary>Rows of the board and of the features.</summary>
    public abstract int Rows { get; }

    /// <summary>Columns of the board and of the features.</summary>
    public abstract int Columns { get; }

    /// <summary>Numbers that describe each point of the board in the features.</summary>
    public abstract int Planes { get; }

    /// <summary>Length of the features: rows x columns x planes, the plane changing fastest.</summary>
    public int FeatureLength => Rows * Columns * Planes;

    /// <summary>How many ways there are to turn and mirror a position; the first, 0, changes nothing.</summary>
    public virtual int Symmetries => 1;

    /// <summary>
    /// Whether the points of the board belong to players in the end, who win by having more of them, as in Go and Othello.
    /// </summary>
    public virtual bool HasOwners => false;

    /// <summary>What the players are called, the first to move first.</summary>
    public virtual IReadOnlyList<string> PlayerNames => ["first", "second"];

    /// <summary>The move's index for passing, or -1 where the game has no pass.</summary>
    public virtual int Pass => -1;

    /// <summary>A new game's first position.</summary>
    public abstract GameState Start();

    /// <summary>What a move is called, without looking at a position: <c>D4</c>, <c>pass</c>, <c>4</c>.</summary>
    /// <param name="move">The move, 0 to <see cref="Moves"/> - 1.</param>
    public abstract string MoveText(int move);

    /// <summary>The move of a name, whatever its case.</summary>
    /// <param name="text">The name.</param>
    /// <param name="move">The move, if true is returned.</param>
    /// <returns>Whether there is such a move; it need not be legal.</returns>
    public virtual bool TryParseMove(string text, out int move)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (move = 0; move < Moves; move++)
        {
            if (MoveText(move).Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a move becomes where the position is turned.</summary>
    /// <param name="symmetry">Which way, 0 to <see cref="Symmetries"/> - 1.</param>
    /// <param name="move">The move.</param>
    public int MapMove(int symmetry, int move) => moveMaps.Value[symmetry][move];

    /// <summary>Where a point goes when the position is turned.</summary>
    /// <param name="symmetry">Which way, 0 to <see cref="Symmetries"/> - 1.</param>
    /// <param name="point">The point, row x columns + column.</param>
    public int MapPoint(int symmetry, int point) => pointMaps.Value[symmetry][point];

    /// <summary>Turns features.</summary>
    /// <param name="symmetry">Which way.</param>
    /// <param name="features">The features [<see cref="FeatureLength"/>].</param>
    /// <param name="turned">Receives them turned [<see cref="FeatureLength"/>]; must not overlap.</param>
    /// <exception cref="ArgumentException">A length is another.</exception>
    public void MapFeatures(int symmetry, ReadOnlySpan<float> features, Span<float> turned)
    {
        if (features.Length != FeatureLength || turned.Length != FeatureLength)
        {
            throw new ArgumentException(
                $"Features of {Name} have {FeatureLength} numbers, not {features.Length} and {turned.Length}.", nameof(features));
        }

        int[] map = pointMaps.Value[symmetry];
        for (int point = 0; point < map.Length; point++)
        {
            features.Slice(point * Planes, Planes).CopyTo(turned.Slice(map[point] * Planes, Planes));
        }
    }

    /// <summary>Turns numbers that belong to moves, such as a policy or visits.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="symmetry">Which way.</param>
    /// <param name="policy">A number a move [<see cref="Moves"/>].</param>
    /// <param name="turned">Receives them turned [<see cref="Moves"/>]; must not overlap.</param>
    public void MapPolicy<T>(int symmetry, ReadOnlySpan<T> policy, Span<T> turned)
    {
        int[] map = moveMaps.Value[symmetry];
        for (int move = 0; move < map.Length; move++)
        {
            turned[map[move]] = policy[move];
        }
    }

    /// <summary>Draws a position.</summary>
    /// <param name="state">The position.</param>
    /// <param name="canvas">Where to draw, over the whole of it.</param>
    public virtual void Draw(GameState state, PixelCanvas canvas) => BoardDrawing.Draw(this, state, canvas);

    /// <summary>What stands on a point: 0 nothing, 1 a stone of the first player, 2 of the second.</summary>
    /// <param name="state">The position.</param>
    /// <param name="point">The point, row x columns + column, from the top left.</param>
    public abstract int StoneAt(GameState state, int point);

    /// <summary>What a move becomes where the position is turned; called once a move.</summary>
    /// <param name="symmetry">Which way, from 1.</param>
    /// <param name="move">The move.</param>
    protected virtual int MapMoveCore(int symmetry, int move) => move;

    /// <summary>Where a point goes when the position is turned; called once a point.</summary>
    /// <param name="symmetry">Which way, from 1.</param>
    /// <param name="point">The point.</param>
    protected virtual int MapPointCore(int symmetry, int point) => point;

    /// <summary>The position as the state of this game that it must be.</summary>
    /// <typeparam name="T">The game's own states.</typeparam>
    /// <param name="state">The position.</param>
    /// <exception cref="ArgumentException">It is another game's.</exception>
    protected static T Own<T>([NotNull] GameState? state)
        where T : GameState
    {
        ArgumentNullException.ThrowIfNull(state);
        return state as T ?? throw new ArgumentException(
            $"A position of {state.Game.Name} was given to {typeof(T).Name}; give one of the same game.", nameof(state));
    }

    private int[][] Maps(int count, Func<int, int, int> map) =>
    [
        .. Enumerable.Range(0, Symmetries).Select(
            s => Enumerable.Range(0, count).Select(i => s == 0 ? i : map(s, i)).ToArray()),
    ];
}
