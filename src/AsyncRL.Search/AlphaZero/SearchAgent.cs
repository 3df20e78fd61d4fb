using AsyncRL.Agents;
using AsyncRL.Environments;
using AsyncRL.Evaluation;
using AsyncRL.Search.Games;
using AsyncRL.Search.Players;
using AsyncRL.Search.Trees;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Search.AlphaZero;

/// <summary>Plays the environment of a game by a trained network and a search, stronger than the network alone.</summary>
public sealed class SearchAgent : IAgent, IDisposable
{
    private readonly GameEnvironment environment;
    private readonly NetworkPlayer player;

    /// <summary>Makes an agent.</summary>
    /// <param name="policy">The trained network.</param>
    /// <param name="environment">The environment that it plays, perhaps within wrappers; the search looks at its
    /// position.</param>
    /// <param name="simulations">Simulations a move.</param>
    /// <param name="options">How to search; as alphazero does unless told otherwise.</param>
    /// <exception cref="ArgumentException">The environment is no game, or the network is for another.</exception>
    public SearchAgent(TrainedPolicy policy, Environment environment, int simulations, AlphaZeroOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        this.environment = environment.Unwrapped as GameEnvironment ?? throw new ArgumentException(
            "A search needs the environment of a game, such as Search/ConnectFour-v0; leave the simulations out.");
        Game game = this.environment.Game;
        var settings = new SearchSettings { NodeCapacity = NetworkSearch.NodesFor(game, 4L * simulations) };
        player = new NetworkPlayer(policy, SearchBudget.Of(simulations), settings, options);
        GameNetworks.RequireFit(player.Tower, game);
    }

    /// <inheritdoc/>
    public void BeginEpisode(ulong seed)
    {
        player.Begin(environment.State);
        player.Search!.Reseed(seed);
    }

    /// <inheritdoc/>
    public EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal) => player.Choose(environment.State);

    /// <inheritdoc/>
    public void Dispose() => player.Dispose();
}
