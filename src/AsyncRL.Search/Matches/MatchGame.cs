using AsyncRL.Search.Games;

namespace AsyncRL.Search.Matches;

/// <summary>A game of a match that has ended.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="FirstIsA">Whether player A had the side that begins.</param>
/// <param name="Points">A's points: 1, 0.5 or 0.</param>
/// <param name="End">How it ended, such as <c>B+3</c> or <c>B+R</c> in Go, and <c>X wins</c> elsewhere.</param>
/// <param name="State">The final position.</param>
public sealed record MatchGame(int Number, bool FirstIsA, double Points, string End, GameState State);
