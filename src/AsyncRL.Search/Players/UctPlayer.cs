using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>Plays by UCT.</summary>
/// <param name="budget">What each move may cost.</param>
/// <param name="settings">Threads, seed and the rest; all defaults if null.</param>
/// <param name="heavy">In Go: whether playouts answer locally.</param>
/// <param name="name">What it is called; null for a name by the budget.</param>
public sealed class UctPlayer(SearchBudget budget, SearchSettings? settings = null, bool heavy = true, string? name = null)
    : SearchPlayer(game => UctSettings.Create(game, settings, heavy), budget, name ?? NameOf(budget))
{
    private static string NameOf(SearchBudget budget) => budget.Time == Timeout.InfiniteTimeSpan
        ? FormattableString.Invariant($"uct:{budget.Simulations}")
        : FormattableString.Invariant($"uct:{budget.Time.TotalSeconds}s");
}
