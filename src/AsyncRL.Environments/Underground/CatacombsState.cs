using System.Numerics;

namespace AsyncRL.Environments.Underground;

/// <summary>Everything that changes in <see cref="Catacombs"/>, and what follows from it and the map.</summary>
internal sealed class CatacombsState
{
    /// <summary>Lives at the start.</summary>
    public const int MaxLives = 3;

    /// <summary>Steps of a vent's cycle; it burns in the first half.</summary>
    public const int VentPeriod = 6;

    private readonly int[] guardPhases = new int[CatacombsMap.Guards.Length];
    private ulong taken;  // of the map's items: what was fetched, and doors that are open
    private ulong broken; // of the map's brittle floor

    /// <summary>The player's row of the whole map.</summary>
    public int Row { get; set; }

    /// <summary>The player's column of the whole map.</summary>
    public int Column { get; set; }

    /// <summary>Where the player goes on after a death.</summary>
    public (int Row, int Column) Entrance { get; private set; }

    /// <summary>Steps that a leap still takes after the first: 2, 1, or 0 where there is none.</summary>
    public int LeapLeft { get; set; }

    /// <summary>Where the leap goes: -1 to the left, 1 to the right.</summary>
    public int LeapSide { get; set; } = 1;

    /// <summary>Lives left.</summary>
    public int Lives { get; private set; }

    /// <summary>Keys carried.</summary>
    public int Keys { get; private set; }

    /// <summary>The bits of the rooms that were entered in this episode.</summary>
    public int Visited { get; private set; }

    /// <summary>The step of their cycle that the vents are at.</summary>
    public int VentPhase { get; private set; }

    /// <summary>The action before, for sticky ones.</summary>
    public int LastAction { get; set; }

    /// <summary>The room that the player is in.</summary>
    public int Room => CatacombsMap.RoomOf(Row, Column);

    /// <summary>Whether vents burn.</summary>
    public bool VentsBurn => VentPhase < VentPeriod / 2;

    /// <summary>Whether vents will burn after the next step and do not yet.</summary>
    public bool VentsSpark => VentPhase == VentPeriod - 1;

    /// <summary>Begins an episode.</summary>
    /// <param name="random">Draws where the guards are and when the vents burn.</param>
    public void Begin(Pcg64 random)
    {
        for (int g = 0; g < guardPhases.Length; g++)
        {
            guardPhases[g] = random.Integers(0, CatacombsMap.Guards[g].Period);
        }

        VentPhase = random.Integers(0, VentPeriod);
        Entrance = (Row, Column) = CatacombsMap.Start;
        (LeapLeft, LeapSide, LastAction) = (0, 1, 0);
        (taken, broken) = (0, 0);
        (Lives, Keys, Visited) = (MaxLives, 0, 1 << Room);
    }

    /// <summary>Whether an item is gone from its place, or a door open.</summary>
    public bool IsTaken(int item) => (taken >> item & 1) != 0;

    /// <summary>Whether a brittle piece of floor is gone.</summary>
    public bool IsBroken(int floor) => (broken >> floor & 1) != 0;

    /// <summary>How many items of a kind were taken.</summary>
    public int CountTaken(char kind)
    {
        int count = 0;
        for (int item = 0; item < CatacombsMap.Items.Length; item++)
        {
            (int row, int column) = CatacombsMap.Items[item];
            count += IsTaken(item) && CatacombsMap.At(row, column) == kind ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many rooms were entered in this episode.</summary>
    public int CountVisited() => BitOperations.PopCount((uint)Visited);

    /// <summary>Takes the item at the player's place, if there is one; a door takes a key.</summary>
    /// <returns>What it was; '.' for none.</returns>
    public char Take()
    {
        char here = CatacombsMap.At(Row, Column);
        if (here is not ('K' or 'D' or 'T' or 'C') || IsTaken(CatacombsMap.NumberAt(Row, Column)))
        {
            return '.';
        }

        taken |= 1UL << CatacombsMap.NumberAt(Row, Column);
        Keys += here switch
        {
            'K' => 1,
            'D' => -1,
            _ => 0,
        };
        return here;
    }

    /// <summary>Whether the player can enter a cell: a closed door only with a key.</summary>
    public bool IsFree(int row, int column) => CatacombsMap.At(row, column) switch
    {
        '#' => false,
        'b' => IsBroken(CatacombsMap.NumberAt(row, column)),
        'D' => Keys > 0 || IsTaken(CatacombsMap.NumberAt(row, column)),
        _ => true,
    };

    /// <summary>Whether the player does not fall from a cell: it is a ladder's or a rope's, or has a floor or the top of a ladder
    /// below it.</summary>
    public bool IsSupported(int row, int column) =>
        CatacombsMap.IsClimbable(row, column) || IsFloor(row + 1, column) || CatacombsMap.At(row + 1, column) == 'H';

    /// <summary>The brittle floor that the player stands on; -1 where it is none.</summary>
    public int BrittleUnderfoot() =>
        LeapLeft == 0 && CatacombsMap.At(Row + 1, Column) == 'b' && IsFloor(Row + 1, Column)
            ? CatacombsMap.NumberAt(Row + 1, Column)
            : -1;

    /// <summary>Breaks a piece of brittle floor.</summary>
    public void Break(int floor) => broken |= 1UL << floor;

    /// <summary>Notes the room that the player is in, if it has just been entered: all floors are whole again.</summary>
    public void EnterRoom()
    {
        Visited |= 1 << Room;
        broken = 0;
    }

    /// <summary>Notes the first place with a floor in a room that was entered: there the player goes on after a death.</summary>
    public void NoteEntrance()
    {
        if (CatacombsMap.RoomOf(Entrance.Row, Entrance.Column) != Room && IsSupported(Row, Column))
        {
            Entrance = (Row, Column);
        }
    }

    /// <summary>Takes a life; the player is back at the entrance.</summary>
    public void LoseLife()
    {
        Lives--;
        (Row, Column) = Entrance;
        LeapLeft = 0;
        broken = 0;
    }

    /// <summary>The phase of a guard on its way.</summary>
    public int GuardPhase(int guard) => guardPhases[guard];

    /// <summary>Lets the guards of the present room and all vents go on by a step.</summary>
    /// <param name="guardsMove">Whether the guards do so too.</param>
    public void Advance(bool guardsMove)
    {
        VentPhase = (VentPhase + 1) % VentPeriod;
        for (int g = 0; guardsMove && g < guardPhases.Length; g++)
        {
            if (IsHere(CatacombsMap.Guards[g]))
            {
                guardPhases[g] = (guardPhases[g] + 1) % CatacombsMap.Guards[g].Period;
            }
        }
    }

    /// <summary>Whether a guard is in the player's room.</summary>
    public bool IsHere(GuardRoute guard) => CatacombsMap.RoomOf(guard.Row, guard.First) == Room;

    /// <summary>Writes everything.</summary>
    public void Save(BinaryWriter writer)
    {
        ReadOnlySpan<int> numbers =
        [
            Row, Column, Entrance.Row, Entrance.Column, LeapLeft, LeapSide, Lives, Keys, Visited, VentPhase, LastAction,
            .. guardPhases,
        ];
        foreach (int number in numbers)
        {
            writer.Write(number);
        }

        writer.Write(taken);
        writer.Write(broken);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        (Row, Column) = (reader.ReadInt32(), reader.ReadInt32());
        Entrance = (reader.ReadInt32(), reader.ReadInt32());
        (LeapLeft, LeapSide) = (reader.ReadInt32(), reader.ReadInt32());
        (Lives, Keys, Visited) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        (VentPhase, LastAction) = (reader.ReadInt32(), reader.ReadInt32());
        bool guardsFit = true;
        for (int g = 0; g < guardPhases.Length; g++)
        {
            guardPhases[g] = reader.ReadInt32();
            guardsFit &= (uint)guardPhases[g] < (uint)CatacombsMap.Guards[g].Period;
        }

        (taken, broken) = (reader.ReadUInt64(), reader.ReadUInt64());
        if (CatacombsMap.At(Row, Column) == '#' || CatacombsMap.At(Entrance.Row, Entrance.Column) == '#'
            || (uint)LeapLeft > 2 || LeapSide is not (-1 or 1) || (uint)VentPhase >= VentPeriod || !guardsFit)
        {
            throw new InvalidDataException(
                $"The saved state of {nameof(Catacombs)} has the player in row {Row}, column {Column}, the vents at step " +
                $"{VentPhase} of {VentPeriod} and the guards at {string.Join(", ", guardPhases)}, which the rooms do not " +
                "allow; the data are damaged.");
        }
    }

    private bool IsFloor(int row, int column) => CatacombsMap.At(row, column) switch
    {
        '#' => true,
        'b' => !IsBroken(CatacombsMap.NumberAt(row, column)),
        _ => false,
    };
}
