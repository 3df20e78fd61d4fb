namespace AsyncRL.Environments.Underground;

/// <summary>
/// The rooms of <see cref="Catacombs"/>: one map of all of them, three by three. Rows count from the top, and everything outside
/// is solid.
/// </summary>
internal static class CatacombsMap
{
    /// <summary>Rows of cells in a room.</summary>
    public const int RoomRows = 10;

    /// <summary>Columns of cells in a room.</summary>
    public const int RoomColumns = 12;

    /// <summary>Rooms beside and rooms above each other.</summary>
    public const int RoomsAcross = 3;

    /// <summary>How many rooms there are.</summary>
    public const int Rooms = RoomsAcross * RoomsAcross;

    /// <summary>Rows of the whole map.</summary>
    public const int Rows = RoomsAcross * RoomRows;

    /// <summary>Columns of the whole map.</summary>
    public const int Columns = RoomsAcross * RoomColumns;

    // # solid, H a ladder, R a rope, b brittle floor, ~ a vent that spits fire, g the way of a guard, K a key, D a door,
    // T a treasure, C the crown, X the start.
    private static readonly string[] Map =
    [
        // loft        hall         gallery
        "############" + "############" + "############",
        "#..........#" + "#..........#" + "#..........#",
        "#.....R...K#" + "#...X......D" + "...........#",
        "#..R..R..###" + "####H#######" + "###..##bb#H#",
        "#R.R..R....#" + "#.##H......#" + "#.........H#",
        "#R.R..R....#" + "#K##H...~..#" + "#.........H#",
        "#R.R..R....#" + "#H###..##H##" + "#.........H#",
        "#R.........#" + "#H.......H.#" + "#.........H#",
        "#R.........#" + "#H~ggggg.H.#" + "#Tggggggg.H#",
        "#R##########" + "############" + "##########H#",
        // mine        bridge       ropes
        "#R##########" + "############" + "##########H#",
        "#R.........#" + "#..........#" + "#....R....H#",
        "#R.........#" + "#..........#" + "#....R....H#",
        "#R.........#" + "#..........#" + "#....R....H#",
        "#R.........#" + "#..........#" + "#....R....H#",
        "#R.~.~.~...." + "...........#" + "#....R..####",
        "#########H##" + "##bb#..##H##" + "#....R.....#",
        "#########H##" + "#........H.#" + "#H##.......#",
        "#########H##" + "#Kgggggg.H.." + ".H..~..~..T#",
        "#########H##" + "############" + "############",
        // barracks    cistern      crypt
        "#########H##" + "############" + "############",
        "#........H.#" + "#..........#" + "#..........#",
        "#..gggg..H.#" + "#.T........#" + "#.....R..C.#",
        "#H##########" + "#R###..bb#H#" + "#.....R..###",
        "#H.........#" + "#R........H#" + "#.....R....#",
        "#H.gggggg..#" + "#R........H#" + "#.....R....#",
        "#########H##" + "#R........H#" + "#H###.R....#",
        "#........H.#" + "#R........H#" + "#H.........#",
        "#T.~~....H.D" + "...~.gggg.HD" + ".H.~~.gggT.#",
        "############" + "############" + "############",
    ];

    private static readonly string[] Names =
        ["loft", "hall", "gallery", "mine", "bridge", "ropes", "barracks", "cistern", "crypt"];

    /// <summary>What the rooms are called, in their order.</summary>
    public static IReadOnlyList<string> RoomNames => Names;

    /// <summary>The cell that an episode begins in.</summary>
    public static (int Row, int Column) Start { get; } = Find('X')[0];

    /// <summary>The cells that hold keys, treasures and the crown, and the doors, in the order of the map.</summary>
    public static (int Row, int Column)[] Items { get; } = Find('K', 'D', 'T', 'C');

    /// <summary>The cells of brittle floor, in the order of the map.</summary>
    public static (int Row, int Column)[] Brittle { get; } = Find('b');

    /// <summary>The cells of vents, in the order of the map.</summary>
    public static (int Row, int Column)[] Vents { get; } = Find('~');

    /// <summary>The guards' ways, in the order of the map.</summary>
    public static GuardRoute[] Guards { get; } = FindGuards();

    private static int[] Numbers { get; } = NumberThings();

    /// <summary>What the map shows in a cell of the whole map; everything outside is solid.</summary>
    public static char At(int row, int column) =>
        (uint)row < Rows && (uint)column < Columns ? Map[row][column] : '#';

    /// <summary>The number of the room that a cell is in, row by row.</summary>
    public static int RoomOf(int row, int column) => (row / RoomRows * RoomsAcross) + (column / RoomColumns);

    /// <summary>Whether a cell is part of a ladder or a rope.</summary>
    public static bool IsClimbable(int row, int column) => At(row, column) is 'H' or 'R';

    /// <summary>The number of the item or of the brittle floor in a cell, in its own list; -1 where there is none.</summary>
    public static int NumberAt(int row, int column) =>
        (uint)row < Rows && (uint)column < Columns ? Numbers[(row * Columns) + column] : -1;

    private static (int Row, int Column)[] Find(params ReadOnlySpan<char> signs)
    {
        var found = new List<(int, int)>();
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                if (signs.Contains(Map[row][column]))
                {
                    found.Add((row, column));
                }
            }
        }

        return [.. found];
    }

    private static int[] NumberThings()
    {
        var numbers = new int[Rows * Columns];
        Array.Fill(numbers, -1);
        foreach ((int Row, int Column)[] things in ((int Row, int Column)[][])[Items, Brittle])
        {
            for (int i = 0; i < things.Length; i++)
            {
                numbers[(things[i].Row * Columns) + things[i].Column] = i;
            }
        }

        return numbers;
    }

    private static GuardRoute[] FindGuards()
    {
        var routes = new List<GuardRoute>();
        foreach ((int row, int column) in Find('g'))
        {
            if (At(row, column - 1) != 'g')
            {
                int last = column;
                while (At(row, last + 1) == 'g')
                {
                    last++;
                }

                routes.Add(new GuardRoute(row, column, last));
            }
        }

        return [.. routes];
    }
}
