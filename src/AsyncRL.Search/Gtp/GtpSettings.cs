using AsyncRL.Search.Go;
using AsyncRL.Search.Trees;

namespace AsyncRL.Search.Gtp;

/// <summary>How a Go program plays over GTP.</summary>
public sealed record GtpSettings
{
    /// <summary>What the program calls itself.</summary>
    public string Name { get; init; } = "AsyncRL";

    /// <summary>The board that it begins with: rows and columns, 9 unless set.</summary>
    public int Size { get; init; } = 9;

    /// <summary>The only board that the program plays, as a network does that was trained on it; null, unless set, for
    /// any.</summary>
    public int? OnlySize { get; init; }

    /// <summary>The komi that it begins with, 7 unless set.</summary>
    public float Komi { get; init; } = 7;

    /// <summary>The most that a move's search may cost; 10,000 simulations unless set. Clocks that are told over GTP can only
    /// shorten it.</summary>
    public SearchBudget Budget { get; init; } = SearchBudget.Of(10_000);

    /// <summary>Resigns where it expects less than this, -1 to 0, of results from -1 to 1; -0.9 unless set, and never at
    /// -1.</summary>
    public float ResignBelow { get; init; } = -0.9f;

    /// <summary>Makes the search for a board, when the first move is asked for.</summary>
    public required Func<GoGame, TreeSearch> CreateSearch { get; init; }
}
