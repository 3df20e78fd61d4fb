using AsyncRL.Environments;
using AsyncRL.Search.Games;
using AsyncRL.Search.Go;
using AsyncRL.Search.Players;

namespace AsyncRL.Search;

/// <summary>The ids of games against an opponent: <c>Search/TicTacToe-v0</c> and the like.</summary>
public static class SearchEnvironments
{
    internal const string About = "The opponent: random moves, or a search with rollouts.";
    internal const string AboutSimulations = "Simulations a move of an opponent that searches.";
    internal const string AboutSide = "Which side the agent plays.";

    /// <summary>Adds all games to a registry.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The same.</returns>
    public static EnvironmentRegistry AddTo(EnvironmentRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Add(registry, "TicTacToe", () => new TicTacToe(), "Three in a row; 3 x 3 x 2, 9 actions.");
        Add(registry, "ConnectFour", () => new ConnectFour(), "Four in a row of falling stones; 6 x 7 x 2, 7 actions.");
        Add(registry, "Othello", () => new Othello(), "Turn discs over; 8 x 8 x 3, 65 actions.");
        Add(registry, "Othello6", () => new Othello(6), "Turn discs over on a small board; 6 x 6 x 3, 37 actions.");
        registry.Register(EnvironmentSpec.Of(
            "Search/Go-v0",
            ([EnvironmentOption(About)] GameOpponent opponent = GameOpponent.Random,
                [EnvironmentOption(AboutSimulations, Min = 1, Max = 1_000_000)] int simulations = 100,
                [EnvironmentOption(AboutSide)] GameSide side = GameSide.Either,
                [EnvironmentOption("Rows and columns.", Min = 2, Max = GoRules.LargestSize)] int size = 9,
                [EnvironmentOption("White's points, whole or half.", Min = -400, Max = 400)] float komi = 7) =>
                new GameEnvironment(new GoGame(GoRules.Chinese(size, komi)), opponent, simulations, side),
            description: "Go by area; 9 x 9 x 16, 82 actions."));
        return registry;
    }

    private static void Add(EnvironmentRegistry registry, string name, Func<Game> create, string about) =>
        registry.Register(EnvironmentSpec.Of(
            $"Search/{name}-v0",
            ([EnvironmentOption(About)] GameOpponent opponent = GameOpponent.Random,
                [EnvironmentOption(AboutSimulations, Min = 1, Max = 1_000_000)] int simulations = 100,
                [EnvironmentOption(AboutSide)] GameSide side = GameSide.Either) =>
                new GameEnvironment(create(), opponent, simulations, side),
            description: about));
}
