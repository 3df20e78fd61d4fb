using AsyncRL.Search.Games;

namespace AsyncRL.Search.Trees;

/// <summary>Rules of thumb about moves. Called from several threads at once.</summary>
public interface IMovePriors
{
    /// <summary>Adds what is expected of each move.</summary>
    /// <param name="state">The position; it must be left as it is.</param>
    /// <param name="priors">The moves, with nothing expected of them yet.</param>
    void Write(GameState state, Span<MovePrior> priors);
}
