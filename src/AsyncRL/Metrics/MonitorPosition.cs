namespace AsyncRL.Metrics;

/// <summary>How far <c>monitor.csv</c> has been written, as a checkpoint keeps it.</summary>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Halvings">How often every second row was dropped.</param>
/// <param name="Since">Episodes after the last row.</param>
internal readonly record struct MonitorPosition(long Rows, int Halvings, long Since)
{
    public static MonitorPosition Load(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt32(), reader.ReadInt64());

    public void Save(BinaryWriter writer)
    {
        writer.Write(Rows);
        writer.Write(Halvings);
        writer.Write(Since);
    }

    /// <summary>The same place in a file of which every second row was dropped.</summary>
    /// <param name="stride">Episodes from one row to the next before.</param>
    public MonitorPosition Halved(long stride) =>
        new(Rows / 2, Halvings + 1, Since + (Rows % 2 == 0 ? 0 : stride));
}
