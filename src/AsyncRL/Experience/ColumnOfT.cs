namespace AsyncRL.Experience;

/// <summary>
/// A column whose entries are of one type. The object itself is the key to its data: declare it once, in a static field.
/// </summary>
/// <typeparam name="T">Type of a number: <c>float</c>, <c>int</c>, <c>byte</c> or <c>bool</c>.</typeparam>
/// <param name="name">Its name, unique within a schema.</param>
/// <param name="scope">What an entry belongs to. Default: a step.</param>
/// <param name="use">How far entries travel. Default: no further than one update.</param>
/// <param name="length">Numbers of an entry. Default 1.</param>
public sealed class Column<T>(
    string name, ColumnScope scope = ColumnScope.Row, ColumnUse use = ColumnUse.Learning, int length = 1)
    : Column(name, scope, use, length)
    where T : unmanaged
{
    internal override ColumnData CreateData(int entries) => new ColumnData<T>(this, entries);
}
