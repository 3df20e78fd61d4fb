namespace AsyncRL.Experience;

/// <summary>A column's entries in one rollout.</summary>
internal abstract class ColumnData(Column column)
{
    public Column Column { get; } = column;

    public abstract void CopyEntry(int entry, ColumnData into, int intoEntry);

    public abstract void CopyFrom(ColumnData other, int entries);

    public abstract void Save(BinaryWriter writer, int entries);

    public abstract void Load(BinaryReader reader, int entries);
}
