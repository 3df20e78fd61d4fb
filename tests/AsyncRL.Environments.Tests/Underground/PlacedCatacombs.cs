using System.Text;
using AsyncRL.Environments.Underground;

namespace AsyncRL.Environments.Tests.Underground;

/// <summary>A game of <see cref="Catacombs"/> whose saved state can be looked at and changed.</summary>
internal sealed class PlacedCatacombs
{
    public const int Stay = 0;
    public const int Left = 1;
    public const int Right = 2;
    public const int Up = 3;
    public const int Down = 4;
    public const int LeapLeft = 5;
    public const int LeapRight = 6;

    private const int Channels = 14;
    private const int Guards = 7;

    // The state ends with eleven numbers, one for each guard, and two sets of bits.
    private const int Length = ((11 + Guards) * 4) + 16;
    private const int EntranceAt = 2 * 4;
    private const int KeysAt = 7 * 4;
    private const int VentsAt = 9 * 4;

    public PlacedCatacombs(ulong seed = 1)
    {
        Observation = new float[Game.ObservationSpace.Length];
        Game.Reset(seed, Observation);
    }

    public Catacombs Game { get; } = new();

    public float[] Observation { get; }

    public (int Row, int Column) Player => Ones(0).Single();

    /// <summary>The part of the saved state that belongs to the rooms.</summary>
    public string State => Encoding.Latin1.GetString(Save().AsSpan(^Length..));

    public double[] Measures
    {
        get
        {
            var values = new double[Game.MeasureNames.Count];
            Game.WriteMeasures(values);
            return values;
        }
    }

    /// <summary>Puts the player into a cell of the whole map, as if the room had been entered there.</summary>
    public PlacedCatacombs At(int row, int column, int keys = 0, int vents = 3)
    {
        byte[] state = Save();
        Span<byte> rooms = state.AsSpan(^Length..);
        foreach (int at in (int[])[0, EntranceAt])
        {
            BitConverter.TryWriteBytes(rooms[at..], row);
            BitConverter.TryWriteBytes(rooms[(at + 4)..], column);
        }

        BitConverter.TryWriteBytes(rooms[KeysAt..], keys);
        BitConverter.TryWriteBytes(rooms[VentsAt..], vents);
        Load(state);
        return this;
    }

    public StepResult Step(int action) => Game.Step(action, Observation);

    /// <summary>Plays an action that must neither pay nor end anything, and tells where in the room the player is.</summary>
    public (int Row, int Column) After(int action)
    {
        Assert.Equal(new StepResult(0, false), Step(action));
        return Player;
    }

    /// <summary>The cells of the room where a channel is 1.</summary>
    public List<(int Row, int Column)> Ones(int channel) =>
        [.. Enumerable.Range(0, 120).Where(c => Observation[(c * Channels) + channel] == 1).Select(c => (c / 12, c % 12))];

    public byte[] Save()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        Game.SaveState(writer);
        writer.Flush();
        return memory.ToArray();
    }

    public void Load(byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        Game.LoadState(reader);
    }
}
