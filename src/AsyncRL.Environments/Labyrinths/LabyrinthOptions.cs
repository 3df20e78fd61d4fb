namespace AsyncRL.Environments.Labyrinths;

/// <summary>What a <see cref="Labyrinth"/> is like.</summary>
public sealed record LabyrinthOptions
{
    /// <summary>Cells per side, walls included; odd, at least 5. Default 11: five by five rooms.</summary>
    public int Size { get; init; } = 11;

    /// <summary>
    /// Share of the inner walls of a perfect maze that stay, 0 to 1: 1 leaves one way between any two places, 0 an
    /// open field of pillars. Default 0.7.
    /// </summary>
    public double Density { get; init; } = 0.7;

    /// <summary>Apples at the start and after each use of the portal. Default 8.</summary>
    public int Apples { get; init; } = 8;

    /// <summary>Ticks a second, one step each. Default 15, so that the registered 60 seconds are 900 steps.</summary>
    public int TicksPerSecond { get; init; } = 15;

    /// <summary>Pixels per row of the observation. Default 84.</summary>
    public int Width { get; init; } = 84;

    /// <summary>Rows of the observation. Default 84.</summary>
    public int Height { get; init; } = 84;

    internal void Check()
    {
        if (Size < 5 || Size % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(Size), Size, "A labyrinth's size must be odd and at least 5.");
        }

        if (Density is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(Density), Density, "A labyrinth's density must be from 0 to 1.");
        }

        int rooms = Size / 2 * (Size / 2);
        if (Apples < 0 || Apples > rooms - 2)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Apples), Apples,
                $"A labyrinth of size {Size} has {rooms} rooms, so there is room for 0 to {rooms - 2} apples, " +
                "besides the agent and the portal.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(TicksPerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Width, 8);
        ArgumentOutOfRangeException.ThrowIfLessThan(Height, 8);
    }
}
