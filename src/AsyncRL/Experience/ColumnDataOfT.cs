using AsyncRL.Serialization;

namespace AsyncRL.Experience;

/// <summary>The entries of a column of one type [entries x length].</summary>
internal sealed class ColumnData<T>(Column column, int entries) : ColumnData(column)
    where T : unmanaged
{
    public T[] Values { get; } = new T[entries * column.Length];

    public override void CopyEntry(int entry, ColumnData into, int intoEntry)
    {
        int length = Column.Length;
        Values.AsSpan(entry * length, length).CopyTo(((ColumnData<T>)into).Values.AsSpan(intoEntry * length));
    }

    public override void CopyFrom(ColumnData other, int entries) =>
        ((ColumnData<T>)other).Values.AsSpan(0, entries * Column.Length).CopyTo(Values);

    public override void Save(BinaryWriter writer, int entries) =>
        writer.WriteArray<T>(Values.AsSpan(0, entries * Column.Length));

    public override void Load(BinaryReader reader, int entries) => reader.ReadArray(Values.AsSpan(0, entries * Column.Length));
}
