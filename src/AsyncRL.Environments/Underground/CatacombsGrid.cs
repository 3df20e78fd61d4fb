namespace AsyncRL.Environments.Underground;

/// <summary>The room that the player of <see cref="Catacombs"/> is in, as channels of cells.</summary>
internal static class CatacombsGrid
{
    /// <summary>How many channels there are.</summary>
    public const int Channels = 14;

    private const int PlayerChannel = 0;
    private const int AheadChannel = 1;
    private const int GuardChannel = 2;
    private const int TrailChannel = 3;
    private const int SolidChannel = 4;
    private const int LadderChannel = 5;
    private const int RopeChannel = 6;
    private const int KeyChannel = 7;
    private const int DoorChannel = 8;
    private const int TreasureChannel = 9;
    private const int FireChannel = 10;
    private const int SparkChannel = 11;
    private const int BrittleChannel = 12;
    private const int PanelChannel = 13;

    private const int RoomLength = CatacombsMap.RoomRows * CatacombsMap.RoomColumns * Channels;

    // Solid cells, ladders and ropes of every room.
    private static readonly float[] Buildings = ObserveBuildings();

    /// <summary>Writes the observation.</summary>
    /// <param name="state">The state.</param>
    /// <param name="observation">Receives rows x columns x channels.</param>
    public static void Observe(CatacombsState state, Span<float> observation)
    {
        int room = state.Room;
        Buildings.AsSpan(room * RoomLength, RoomLength).CopyTo(observation);
        Mark(observation, room, state.Row, state.Column, PlayerChannel);
        MarkAhead(state, observation);
        for (int g = 0; g < CatacombsMap.Guards.Length; g++)
        {
            GuardRoute route = CatacombsMap.Guards[g];
            Mark(observation, room, route.Row, route.Column(state.GuardPhase(g)), GuardChannel);
            Mark(observation, room, route.Row, route.ColumnBefore(state.GuardPhase(g)), TrailChannel);
        }

        for (int i = 0; i < CatacombsMap.Items.Length; i++)
        {
            (int row, int column) = CatacombsMap.Items[i];
            if (!state.IsTaken(i))
            {
                Mark(observation, room, row, column, ChannelOf(CatacombsMap.At(row, column)));
            }
        }

        for (int i = 0; i < CatacombsMap.Brittle.Length; i++)
        {
            (int row, int column) = CatacombsMap.Brittle[i];
            if (!state.IsBroken(i))
            {
                Mark(observation, room, row, column, BrittleChannel);
            }
        }

        if (state.VentsBurn || state.VentsSpark)
        {
            int channel = state.VentsBurn ? FireChannel : SparkChannel;
            foreach ((int row, int column) in CatacombsMap.Vents)
            {
                Mark(observation, room, row, column, channel);
            }
        }

        MarkCount(observation, CatacombsMap.RoomRows - 1, state.Lives);
        MarkCount(observation, CatacombsMap.RoomRows - 2, state.Keys);
    }

    private static int ChannelOf(char item) => item switch
    {
        'K' => KeyChannel,
        'D' => DoorChannel,
        _ => TreasureChannel,
    };

    // Where the player will be whatever is chosen, unless a wall or a rope comes in between.
    private static void MarkAhead(CatacombsState state, Span<float> observation)
    {
        (int row, int column, int room) = (state.Row, state.Column, state.Room);
        if (state.LeapLeft == 2)
        {
            Mark(observation, room, row, column += state.LeapSide, AheadChannel);
        }

        if (state.LeapLeft > 0)
        {
            Mark(observation, room, row + 1, column + state.LeapSide, AheadChannel);
        }
        else if (!state.IsSupported(row, column))
        {
            Mark(observation, room, row + 1, column, AheadChannel);
        }
    }

    private static void MarkCount(Span<float> observation, int roomRow, int count)
    {
        for (int i = 0; i < count; i++)
        {
            observation[Index(roomRow, i, PanelChannel)] = 1;
        }
    }

    // Only what is in the room is seen.
    private static void Mark(Span<float> observation, int room, int row, int column, int channel)
    {
        int y = row - (room / CatacombsMap.RoomsAcross * CatacombsMap.RoomRows);
        int x = column - (room % CatacombsMap.RoomsAcross * CatacombsMap.RoomColumns);
        if ((uint)y < CatacombsMap.RoomRows && (uint)x < CatacombsMap.RoomColumns)
        {
            observation[Index(y, x, channel)] = 1;
        }
    }

    private static float[] ObserveBuildings()
    {
        var buildings = new float[CatacombsMap.Rooms * RoomLength];
        for (int row = 0; row < CatacombsMap.Rows; row++)
        {
            for (int column = 0; column < CatacombsMap.Columns; column++)
            {
                int channel = CatacombsMap.At(row, column) switch
                {
                    '#' => SolidChannel,
                    'H' => LadderChannel,
                    'R' => RopeChannel,
                    _ => -1,
                };
                if (channel >= 0)
                {
                    int room = CatacombsMap.RoomOf(row, column);
                    Mark(buildings.AsSpan(room * RoomLength, RoomLength), room, row, column, channel);
                }
            }
        }

        return buildings;
    }

    private static int Index(int y, int x, int channel) => (((y * CatacombsMap.RoomColumns) + x) * Channels) + channel;
}
