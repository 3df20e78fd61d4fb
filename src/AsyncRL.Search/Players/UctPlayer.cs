using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>Plays by UCT.</summary>
/// <param name="budget">What each move may cost.</param>
/// <param name="settings">Threads, seed and the rest; all defaults if null.</param>
/// <param name="heavy">In Go: whether playouts answer locally.</param>
/// <param name="name">What it is called; null for a name by the budget.</param>
public sealed class UctPlayer(SearchBudget budget, SearchSettings? settings = null, bool heavy = true, string? name = null)
    : IGamePlayer
{
    private TreeSearch? search;

    /// <inheritdoc/>
    public string Name { get; } = name ?? (budget.Time < TimeSpan.Zero
        ? FormattableString.Invariant($"uct:{budget.Simulations}")
        : FormattableString.Invariant($"uct:{budget.Time.TotalSeconds}s"));

    /// <summary>Gives a game up where the player may expect less than this of -1 to 1; -1, which is never, unless set.</summary>
    public float ResignBelow { get; init; } = -1;

    /// <summary>The search of the last move; null before the first game.</summary>
    public TreeSearch? Search => search;

    /// <inheritdoc/>
    public void Begin(GameState start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (search is null || search.Game != start.Game)
        {
            search?.Dispose();
            search = UctSettings.Create(start.Game, settings, heavy);
        }

        // Games of a match differ, and yet a match is repeatable: generators go on.
        search.Forget();
    }

    /// <inheritdoc/>
    public int Choose(GameState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (search is null || search.Game != state.Game)
        {
            Begin(state);
        }

        int move = search!.Search(state, budget);
        return search.Value < ResignBelow ? IGamePlayer.Resign : move;
    }

    /// <inheritdoc/>
    public void Dispose() => search?.Dispose();
}
