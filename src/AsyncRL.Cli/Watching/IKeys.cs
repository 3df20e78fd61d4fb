namespace AsyncRL.Cli.Watching;

/// <summary>The keys that a user presses.</summary>
internal interface IKeys
{
    /// <summary>Waits for a key.</summary>
    /// <param name="patience">How long at most; zero for a key that was pressed already,
    /// <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether a key came in time.</returns>
    bool TryRead(TimeSpan patience, out ConsoleKeyInfo key);
}
