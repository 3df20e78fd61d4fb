#pragma warning disable CA1812, CA1823, CA1852, CS0169, IDE0051
namespace AsyncRL.Structure.Tests;

/// <summary>What the fixtures use, each in one way.</summary>
internal class Used : Exception, IUsed
{
    public static object Made() => new Used();

    public static Used Create() => new();
}

internal interface IUsed;

[AttributeUsage(AttributeTargets.All)]
internal sealed class MarkAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}

internal sealed class Innocent
{
    public static string Name() => nameof(Used);
}

internal sealed class InBase : Used;

internal sealed class InInterface : IComparable<Used>
{
    public int CompareTo(Used? other) => 0;
}

internal sealed class InField
{
    private readonly Used? field;
}

internal sealed class InProperty
{
    public Used? Property => null;
}

internal sealed class InSignature
{
    public static void Take(in Used? used) => _ = used is null;
}

internal sealed class InAttribute
{
    public static void Marked([Mark(typeof(Used))] int number) => _ = number;
}

[Mark(typeof(List<Used>))]
internal sealed class InAttributeValue;

internal sealed class InTypeArgument
{
    public static object Made() => new Dictionary<int, List<Used>>();
}

internal sealed class InConstraint<T>
    where T : Used;

internal sealed class InArray
{
    public static object? Made() => Array.Empty<Used[]>();
}

internal sealed class InBody
{
    public static object Made() => Used.Made();
}

internal sealed class InCallOfAnother
{
    public static object? Made() => InProperty.Equals(new InProperty().Property, null);
}

internal sealed class InClosure
{
    public static Func<object> Made(int number) => () => number > 0 ? Used.Made() : number;
}

internal sealed class InIterator
{
    public static IEnumerable<object> Made()
    {
        yield return 1;
        yield return Used.Made();
    }
}

internal sealed class InNested
{
    private sealed class Nested
    {
        public object Made() => typeof(Used);
    }
}

internal sealed class InCatch
{
    public static int Try(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Used)
        {
            return 0;
        }
    }
}
