using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Players;

/// <summary>UCT as it plays each game best.</summary>
public static class UctSettings
{
    /// <summary>Makes a search by UCT with rollouts; in Go with local answers, RAVE and priors.</summary>
    /// <param name="game">The game.</param>
    /// <param name="settings">Threads, seed and the rest; all defaults if null.</param>
    /// <param name="heavy">In Go: whether playouts answer locally and moves have priors; otherwise all is uniform.</param>
    public static TreeSearch Create(Game game, SearchSettings? settings = null, bool heavy = true)
    {
        settings ??= new SearchSettings();
        if (game is not GoGame go)
        {
            return new TreeSearch(game, new Uct(), thread => new RolloutEvaluator(game, settings.Seed + (ulong)thread), settings);
        }

        // Without exploration: RAVE and priors see to it that moves are tried (Gelly and Silver 2011, section 5.2).
        var policy = new Uct(heavy ? new GoPriors() : null)
        {
            Exploration = heavy ? 0 : 0.1f,
            RaveEquivalence = heavy ? 3_500 : 1_000,
        };
        return new TreeSearch(
            game, policy, thread => new GoRolloutEvaluator(go, heavy, settings.Seed + (ulong)thread),
            settings with { ExpandAfter = Math.Max(settings.ExpandAfter, heavy ? 2 : 1) });
    }
}
