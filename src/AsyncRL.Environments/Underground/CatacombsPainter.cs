namespace AsyncRL.Environments.Underground;

/// <summary>
/// Paints the room that the player of <see cref="Catacombs"/> is in: cells of 7 x 7 pixels, ten rows of the room and two of a
/// panel with lives and keys.
/// </summary>
/// <remarks>Used by one thread at a time; allocates nothing once constructed.</remarks>
internal sealed class CatacombsPainter
{
    /// <summary>Pixels of a side of the picture.</summary>
    public const int Size = CatacombsMap.RoomColumns * CatacombsSprites.Side;

    // Walls, ladders and ropes of every room.
    private static readonly byte[][] Buildings = [.. Enumerable.Range(0, CatacombsMap.Rooms).Select(PaintBuildings)];

    private readonly byte[] picture = new byte[Size * Size]; // colours by their number

    /// <summary>Paints a state.</summary>
    public void Paint(CatacombsState state)
    {
        int room = state.Room;
        Buildings[room].CopyTo(picture, 0);
        byte[] vent = state.VentsBurn ? CatacombsSprites.Fire : state.VentsSpark ? CatacombsSprites.Spark : CatacombsSprites.Vent;
        foreach ((int row, int column) in CatacombsMap.Vents)
        {
            Stamp(picture, vent, room, row, column);
        }

        for (int i = 0; i < CatacombsMap.Brittle.Length; i++)
        {
            if (!state.IsBroken(i))
            {
                (int row, int column) = CatacombsMap.Brittle[i];
                Stamp(picture, CatacombsSprites.Brittle, room, row, column);
            }
        }

        for (int i = 0; i < CatacombsMap.Items.Length; i++)
        {
            if (!state.IsTaken(i))
            {
                (int row, int column) = CatacombsMap.Items[i];
                Stamp(picture, SpriteOf(CatacombsMap.At(row, column)), room, row, column);
            }
        }

        for (int g = 0; g < CatacombsMap.Guards.Length; g++)
        {
            GuardRoute route = CatacombsMap.Guards[g];
            bool goesRight = state.GuardPhase(g) < route.Period / 2;
            Stamp(
                picture, goesRight ? CatacombsSprites.GuardRight : CatacombsSprites.GuardLeft, room, route.Row,
                route.Column(state.GuardPhase(g)));
        }

        Stamp(picture, PlayerSprite(state), room, state.Row, state.Column);
        for (int i = 0; i < state.Lives; i++)
        {
            StampCell(picture, CatacombsSprites.Life, CatacombsMap.RoomRows, i);
        }

        for (int i = 0; i < state.Keys; i++)
        {
            StampCell(picture, CatacombsSprites.Key, CatacombsMap.RoomRows + 1, i);
        }
    }

    /// <summary>Copies the picture onto a canvas of any size.</summary>
    public void CopyTo(PixelCanvas canvas, int room)
    {
        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                canvas.Set(
                    x, y, CatacombsSprites.ColorOf(picture[(y * Size / canvas.Height * Size) + (x * Size / canvas.Width)], room));
            }
        }
    }

    /// <summary>Copies the picture's brightness, 0 to 1.</summary>
    public void CopyGrayTo(Span<float> gray, int room)
    {
        ReadOnlySpan<float> grays = CatacombsSprites.GraysOf(room);
        for (int i = 0; i < picture.Length; i++)
        {
            gray[i] = grays[picture[i]];
        }
    }

    private static byte[] SpriteOf(char item) => item switch
    {
        'K' => CatacombsSprites.Key,
        'D' => CatacombsSprites.Door,
        'T' => CatacombsSprites.Treasure,
        _ => CatacombsSprites.Crown,
    };

    private static byte[] PlayerSprite(CatacombsState state) => (state.LeapLeft, state.LeapSide) switch
    {
        (2, < 0) => CatacombsSprites.RisingLeft,
        (2, _) => CatacombsSprites.RisingRight,
        (1, < 0) => CatacombsSprites.FloatingLeft,
        (1, _) => CatacombsSprites.FloatingRight,
        _ when !state.IsSupported(state.Row, state.Column) => CatacombsSprites.Falling,
        _ when CatacombsMap.IsClimbable(state.Row, state.Column) => CatacombsSprites.Climbing,
        _ => CatacombsSprites.Standing,
    };

    private static byte[] PaintBuildings(int room)
    {
        var painted = new byte[Size * Size];
        for (int row = 0; row < CatacombsMap.Rows; row++)
        {
            for (int column = 0; column < CatacombsMap.Columns; column++)
            {
                byte[]? sprite = CatacombsMap.At(row, column) switch
                {
                    '#' => CatacombsSprites.Wall,
                    'H' => CatacombsSprites.Ladder,
                    'R' => CatacombsSprites.Rope,
                    _ => null,
                };
                if (sprite is not null)
                {
                    Stamp(painted, sprite, room, row, column);
                }
            }
        }

        return painted;
    }

    // Only what is in the room is seen.
    private static void Stamp(byte[] onto, byte[] sprite, int room, int row, int column)
    {
        if (CatacombsMap.RoomOf(row, column) == room)
        {
            StampCell(onto, sprite, row % CatacombsMap.RoomRows, column % CatacombsMap.RoomColumns);
        }
    }

    private static void StampCell(byte[] onto, byte[] sprite, int cellRow, int cellColumn)
    {
        const int Side = CatacombsSprites.Side;
        int corner = (cellRow * Side * Size) + (cellColumn * Side);
        for (int i = 0; i < sprite.Length; i++)
        {
            if (sprite[i] != 0)
            {
                onto[corner + (i / Side * Size) + (i % Side)] = sprite[i];
            }
        }
    }
}
