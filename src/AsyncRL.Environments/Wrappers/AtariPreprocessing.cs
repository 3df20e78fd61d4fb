namespace AsyncRL.Environments;

/// <summary>
/// The preprocessing of DQN (Mnih et al. 2015) as one composition: up to 30 steps of nothing, each action four times, the maximum
/// over the last two pictures, grey, 84 x 84, rewards clipped to [-1, 1], the last four pictures at once.
/// </summary>
public static class AtariPreprocessing
{
    /// <summary>Wraps a game.</summary>
    /// <param name="game">The game, with colour pictures and discrete actions of which the first does nothing.</param>
    /// <param name="episodicLife">Whether the loss of a life ends an episode, for training; the game must then have
    /// lives.</param>
    /// <param name="clipRewards">Whether rewards are clipped.</param>
    /// <returns>The wrapped game, with observations of [84, 84, 4].</returns>
    public static Environment Wrap(Environment game, bool episodicLife = false, bool clipRewards = true)
    {
        ArgumentNullException.ThrowIfNull(game);
        int noop = game.ActionSpace is Discrete actions ? actions.Start : 0;
        Environment wrapped = new ActionRepeat(new NoopReset(game, noop: noop), times: 4, maximumOfLastTwo: true);
        if (episodicLife)
        {
            wrapped = new EpisodicLife(wrapped, noop);
        }

        wrapped = new FrameStackObservation(new ResizeObservation(new GrayscaleObservation(wrapped), 84, 84), 4);
        return clipRewards ? new ClipReward(wrapped) : wrapped;
    }
}
