using System.Reflection;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Games;

/// <summary>A game with its time limit and its scripted player.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Create">Makes a fresh instance.</param>
/// <param name="CreatePlayer">Makes its scripted player.</param>
public sealed record Game(string Id, Func<Environment> Create, Func<IScriptedPlayer> CreatePlayer)
{
    public static IReadOnlyList<Game> All { get; } =
    [
        Of<Snake, SnakePlayer>(), Of<Merge, MergePlayer>(), Of<Lander, LanderPlayer>(),
        Of<Racer, RacerPlayer>(), Of<Shooter, ShooterPlayer>(), Of<Delivery, DeliveryPlayer>(),
    ];

    /// <summary>Plays whole episodes.</summary>
    /// <param name="player">Who plays; null for random legal actions.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="seed">Decides the episodes, and the random actions.</param>
    /// <returns>The return of each.</returns>
    public double[] Play(IScriptedPlayer? player, int episodes, ulong seed)
    {
        Environment game = Create();
        var random = new RandomActions(game.ActionSpace, Pcg64.FromSeed(seed + 1));
        var observation = new float[game.ObservationSpace.Length];
        var legal = new bool[game.ActionMaskWidth];
        var returns = new double[episodes];
        for (int episode = 0; episode < episodes; episode++)
        {
            game.Reset(episode == 0 ? seed : null, observation);
            player?.Begin();
            StepResult result = default;
            while (!result.EpisodeEnded)
            {
                if (legal.Length > 0)
                {
                    game.WriteActionMask(legal);
                }

                result = game.Step(player is null ? random.Next(legal) : player.Act(observation), observation);
                returns[episode] += result.Reward;
            }
        }

        return returns;
    }

    private static Game Of<TGame, TPlayer>()
        where TGame : Environment, new()
        where TPlayer : IScriptedPlayer, new()
    {
        EnvironmentAttribute about = typeof(TGame).GetCustomAttribute<EnvironmentAttribute>()!;
        return new Game(
            about.Id,
            about.MaxEpisodeSteps > 0 ? () => new TimeLimit(new TGame(), about.MaxEpisodeSteps) : () => new TGame(),
            () => new TPlayer());
    }
}
