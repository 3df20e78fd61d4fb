namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// A list of swimmers in the order of their coming, changed in place. Grows when it must, which in steady state it need not.
/// </summary>
internal sealed class School
{
    private Swimmer[] swimmers = new Swimmer[16];

    public int Count { get; private set; }

    public Span<Swimmer> All => swimmers.AsSpan(0, Count);

    public ref Swimmer this[int index] => ref swimmers[index];

    public void Add(Swimmer swimmer)
    {
        if (Count == swimmers.Length)
        {
            Array.Resize(ref swimmers, 2 * Count);
        }

        swimmers[Count++] = swimmer;
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(swimmers, index + 1, swimmers, index, Count - index);
    }

    /// <summary>Removes the first swimmer at a cell.</summary>
    public bool RemoveFirstAt(int x, int y)
    {
        for (int i = 0; i < Count; i++)
        {
            if (swimmers[i].IsAt(x, y))
            {
                RemoveAt(i);
                return true;
            }
        }

        return false;
    }

    public void Clear() => Count = 0;

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        foreach (Swimmer s in All)
        {
            writer.Write(s.X);
            writer.Write(s.Y);
            writer.Write(s.MovesRight);
            writer.Write(s.MoveTimer);
            writer.Write(s.ShotTimer);
        }
    }

    public void Load(BinaryReader reader)
    {
        Clear();
        for (int n = reader.ReadInt32(); n > 0; n--)
        {
            Add(new Swimmer
            {
                X = reader.ReadInt32(),
                Y = reader.ReadInt32(),
                MovesRight = reader.ReadBoolean(),
                MoveTimer = reader.ReadInt32(),
                ShotTimer = reader.ReadInt32(),
            });
        }
    }
}
