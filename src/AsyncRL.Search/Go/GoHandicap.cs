namespace AsyncRL.Search.Go;

/// <summary>The fixed places of handicap stones, as section 4.1.1 of GTP 2 says.</summary>
internal static class GoHandicap
{
    /// <summary>The most stones that have fixed places on a board.</summary>
    public static int Most(int size) => size < 7 ? 0 : size % 2 == 0 || size == 7 ? 4 : 9;

    /// <summary>The places, row x size + column.</summary>
    /// <exception cref="ArgumentException">There are no places for so many.</exception>
    public static IReadOnlyList<int> Fixed(int size, int stones)
    {
        if (stones == 0)
        {
            return [];
        }

        if (stones < 2 || stones > Most(size))
        {
            throw new ArgumentException(
                $"A handicap of {stones} has no fixed places on {size} x {size}; " +
                (Most(size) == 0 ? "boards below 7 x 7 have none." : $"give 2 to {Most(size)} stones."), nameof(stones));
        }

        int edge = size < 13 ? 2 : 3;
        int low = size - 1 - edge, high = edge, middle = size / 2;  // rows count from the top
        (int Row, int Column)[] corners = [(low, edge), (high, size - 1 - edge), (high, edge), (low, size - 1 - edge)];
        (int Row, int Column)[] sides = [(middle, edge), (middle, size - 1 - edge), (low, middle), (high, middle)];
        int onCorners = Math.Min(stones, 4);
        int onSides = stones < 6 ? 0 : stones < 8 ? 2 : 4;
        bool inMiddle = stones is 5 or 7 or 9;
        return
        [
            .. corners.Take(onCorners).Concat(sides.Take(onSides)).Concat(inMiddle ? [(middle, middle)] : [])
                .Select(p => (p.Row * size) + p.Column),
        ];
    }
}
