using System.Globalization;
using AsyncRL.Environments;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Games;

/// <summary>Writes down every step of a game, so that a copy of the game in another language can be compared with it.</summary>
public static class Recording
{
    /// <summary>
    /// Plays from one seed: episodes of the scripted player, in turn with random ones whose actions ignore masks.
    /// </summary>
    /// <param name="game">What to play.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="steps">How many.</param>
    /// <param name="writer">
    /// Receives a line <c>reset;OBSERVATION</c> for each episode and <c>ACTION;REWARD;TERMINATED;TRUNCATED;OBSERVATION</c> for
    /// each step, numbers separated by blanks.
    /// </param>
    public static void Write(Game game, ulong seed, int steps, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(writer);
        Environment environment = game.Create();
        var random = new RandomActions(environment.ActionSpace, Pcg64.FromSeed(seed + 1));
        IScriptedPlayer player = game.CreatePlayer();
        var observation = new float[environment.ObservationSpace.Length];
        StepResult result = new(0, Terminated: true);
        for (int step = 0, episode = 0; step < steps; step++)
        {
            if (result.EpisodeEnded)
            {
                environment.Reset(episode++ == 0 ? seed : null, observation);
                player.Begin();
                writer.WriteLine($"reset;{Text(observation)}");
            }

            EnvironmentAction action = episode % 2 == 1 ? player.Act(observation) : random.Next([]);
            writer.Write(action.Kind == ActionKind.Discrete ? $"{action.Discrete}" : Text(action.Continuous));
            result = environment.Step(action, observation);
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $";{result.Reward:R};{(result.Terminated ? 1 : 0)};{(result.Truncated ? 1 : 0)};{Text(observation)}"));
        }
    }

    private static string Text(ReadOnlySpan<float> numbers) =>
        string.Join(' ', numbers.ToArray().Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
}
