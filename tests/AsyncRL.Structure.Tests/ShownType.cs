#pragma warning disable CA1003, CA1008, CA1028, CA1034, CA1045, CA1051, CA1062, CA1707, CA1720, CS0067
namespace AsyncRL.Structure.Tests;

/// <summary>A fixture: one member of each kind.</summary>
public abstract class ShownType<T>(int seed) : IDisposable
{
    public const string Name = "shown";
    public static readonly int[] Counts = [1];
    private protected int hidden = seed;

    public event Action? Changed;

    public enum Choice
    {
        First = 1,
    }

    public double? Rate { get; init; }

    public required int Seed { get; set; }

    public long Steps { get; private set; }

    protected internal virtual Span<float> Row => [];

    internal int Internal { get; set; }

    public int this[int index] => index + hidden;

    public static ShownType<T>? Make(in int a, ref long b, out byte c, string text = "x", bool flag = true)
    {
        c = 0;
        return null;
    }

    public abstract (int A, TOther B) Map<TOther>(IReadOnlyList<T> items)
        where TOther : class;

    public void Dispose() => GC.SuppressFinalize(this);

    public override string ToString() => Name;

    private protected void Unseen() => Steps++;
}
