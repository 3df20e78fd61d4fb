using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>Plays by a tree search of any kind.</summary>
/// <param name="create">Makes the search for a game; the player disposes of it.</param>
/// <param name="budget">What each move may cost.</param>
/// <param name="name">What it is called.</param>
public class SearchPlayer(Func<Game, TreeSearch> create, SearchBudget budget, string name) : IGamePlayer
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Gives a game up where the player may expect less than this of -1 to 1; -1, which is never, unless set.</summary>
    public float ResignBelow { get; init; } = -1;

    /// <summary>Ends a search at once, with the best move so far; never unless set.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The search of the last move; null before the first game.</summary>
    public TreeSearch? Search { get; private set; }

    /// <inheritdoc/>
    public void Begin(GameState start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (Search is null || Search.Game != start.Game)
        {
            Search?.Dispose();
            Search = create(start.Game);
        }

        // Games of a match differ, and yet a match is repeatable: generators go on.
        Search.Forget();
    }

    /// <inheritdoc/>
    public int Choose(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (Search is null || Search.Game != state.Game)
        {
            Begin(state);
        }

        int move = Search!.Search(state, budget, Cancellation);
        return Search.Prospect < ResignBelow ? IGamePlayer.Resign : move;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Search?.Dispose();
        GC.SuppressFinalize(this);
    }
}
