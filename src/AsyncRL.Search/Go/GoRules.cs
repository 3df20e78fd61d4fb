namespace AsyncRL.Search.Go;

/// <summary>
/// A rule set of Go with area scoring: a player's points are his stones and the empty points that reach only his stones.
/// </summary>
/// <remarks>
/// The Tromp-Taylor rules (Tromp and Taylor 1995) are the defaults with suicide allowed. Nothing is removed at the end: dead
/// stones must be captured.
/// </remarks>
public sealed record GoRules
{
    /// <summary>The largest board.</summary>
    public const int LargestSize = 19;

    private readonly int size = 9;
    private readonly float komi = 7;
    private readonly int handicap;

    /// <summary>Rows and columns, 2 to 19.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is another.</exception>
    public int Size
    {
        get => size;
        init => size = value is >= 2 and <= LargestSize ? value : throw new ArgumentOutOfRangeException(
            nameof(value), $"A board of {value} x {value} cannot be played; sizes are 2 to {LargestSize}.");
    }

    /// <summary>Points that White gets for moving second. 7 unless set; whole numbers allow draws.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no number, or no half or whole one of at most 400.</exception>
    public float Komi
    {
        get => komi;
        init => komi = Math.Abs(value) <= 400 && 2 * value == MathF.Truncate(2 * value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), $"A komi of {value} is no whole or half number from -400 to 400.");
    }

    /// <summary>Which repetitions are forbidden. Positional superko unless set.</summary>
    public GoSuperko Superko { get; init; } = GoSuperko.Positional;

    /// <summary>Whether a move may take its own chain off the board. Off unless set. A single stone's suicide would repeat the
    /// board, so positional superko forbids it all the same.</summary>
    public bool AllowSuicide { get; init; }

    /// <summary>Black stones that are placed before White's first move: 0, or 2 to 9. None unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is another number.</exception>
    public int Handicap
    {
        get => handicap;
        init => handicap = value is 0 or (>= 2 and <= 9) ? value : throw new ArgumentOutOfRangeException(
            nameof(value), $"A handicap of {value} cannot be given; it is 0 or 2 to 9 stones.");
    }

    /// <summary>Whether White gets a point for each handicap stone, as under Chinese rules. Off unless set.</summary>
    public bool CompensatesHandicap { get; init; }

    /// <summary>The logical rules of Tromp and Taylor: positional superko, suicide allowed.</summary>
    /// <param name="size">Rows and columns.</param>
    /// <param name="komi">White's points.</param>
    public static GoRules TrompTaylor(int size, float komi) => new() { Size = size, Komi = komi, AllowSuicide = true };

    /// <summary>Chinese rules: positional superko, no suicide, a point for each handicap stone.</summary>
    /// <param name="size">Rows and columns.</param>
    /// <param name="komi">White's points.</param>
    public static GoRules Chinese(int size, float komi) => new() { Size = size, Komi = komi, CompensatesHandicap = true };
}
