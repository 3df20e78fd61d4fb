using System.Globalization;
using AsyncRL.Agents;
using AsyncRL.Search.AlphaZero;
using AsyncRL.Search.Games;
using AsyncRL.Search.Trees;

namespace AsyncRL.Cli.Commands;

/// <summary>A network that <c>rate</c> rates.</summary>
/// <param name="Run">The folder of its run.</param>
/// <param name="Policy">The network.</param>
/// <param name="Options">How it searches.</param>
internal sealed record RatedCheckpoint(string Run, TrainedPolicy Policy, AlphaZeroOptions Options)
{
    // The tree is kept from move to move, so it holds several searches: nodes for each simulation and each of the game's moves.
    private const int NodesOfMove = 8, FewestNodes = 1_000, MostNodes = 10_000_000;

    /// <summary>The run and the steps.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Run} {Policy.Description.Steps:N0}");

    /// <summary>Makes it play.</summary>
    public NetworkPlayer Player(Game game, int simulations, ulong seed, CancellationToken cancellation)
    {
        int nodes = (int)Math.Clamp(NodesOfMove * (simulations + 1L) * game.Moves, FewestNodes, MostNodes);
        return new NetworkPlayer(
            Policy, SearchBudget.Of(simulations), new SearchSettings { Seed = seed, NodeCapacity = nodes }, Options, Name)
        {
            Cancellation = cancellation,
        };
    }
}
