using AsyncRL.Search.Games;

namespace AsyncRL.Search.Players;

/// <summary>Plays games: at random, by search, or by a program of its own. Used by one thread at a time.</summary>
public interface IGamePlayer : IDisposable
{
    /// <summary>What it is called in tables.</summary>
    string Name { get; }

    /// <summary>A new game begins.</summary>
    /// <param name="start">Its first position.</param>
    void Begin(GameState start);

    /// <summary>Chooses a move.</summary>
    /// <param name="state">The position, which is not over; it stays as it is.</param>
    /// <returns>A legal move, or <see cref="Resign"/>.</returns>
    int Choose(GameState state);

    /// <summary>Is told of every move, its own and the other's, after it was played.</summary>
    /// <param name="state">The position after the move.</param>
    void Played(GameState state)
    {
    }

    /// <summary>The answer that gives the game up.</summary>
    const int Resign = -1;
}
